import { createInterface } from 'node:readline'
import { type Readable, Writable } from 'node:stream'
import { DeskError } from '../src-shared/errors.ts'

/**
 * Asks one question on a terminal and returns the line that was typed, which is never shown.
 *
 * @throws {DeskError} CANCELLED on Ctrl+C, on the end of the input, or once `interrupted` is aborted.
 */
export async function askWithoutEcho(request: {
  readonly question: string
  readonly input: Readable
  readonly output: Writable
  readonly interrupted: AbortSignal
}): Promise<string> {
  const { question, input, output, interrupted } = request
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
  }
}
