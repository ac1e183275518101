import { createInterface } from 'node:readline'
import { type Readable, Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { DeskError } from '../src-shared/errors.ts'

/**
 * Asks one question on a terminal and returns the line that was typed, which is never shown.
 *
 * @throws {DeskError} CANCELLED on Ctrl+C, on the end of the input, or once `interrupted` is aborted; INVALID_INPUT, reason
 * `input-ended`, where the input had ended before.
 */
export async function askWithoutEcho(request: {
  readonly question: string
  readonly input: Readable
  readonly output: Writable
  readonly interrupted: AbortSignal
}): Promise<string> {
  const { question, input, output, interrupted } = request
  // Of an input that has ended already readline hears nothing any more, so that the question would never end.
  if (input.readableEnded || input.destroyed)
    throw new DeskError({
      code: 'INVALID_INPUT',
      reason: 'input-ended',
      message: `There is nobody to ask (“${question.trim()}”): the input has ended.`,
    })
  // Readline echoes what is typed on its output; this output forgets everything.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const line = createInterface({ input, output: nowhere, terminal: true, historySize: 0 })
  output.write(question)
  try {
    return await new Promise<string>((resolve, reject) => {
      const cancel = () => reject(new DeskError({ code: 'CANCELLED', message: 'Nothing was done.' }))
      line.once('line', resolve)
      line.once('SIGINT', cancel)
      line.once('close', cancel)
      if (interrupted.aborted) cancel()
      interrupted.addEventListener('abort', cancel, { once: true })
    })
  } finally {
    line.close()
    output.write('\n')
    // A terminal stops reading a moment after readline paused it. Whoever read on before that would be stopped with it.
    await setImmediate()
  }
}
