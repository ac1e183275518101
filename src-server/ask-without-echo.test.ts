import { PassThrough } from 'node:stream'
import { finished } from 'node:stream/promises'
import { expect, test } from 'vitest'
import { askWithoutEcho } from './ask-without-echo.ts'

function terminal() {
  const input = new PassThrough()
  const output = new PassThrough()
  const interruption = new AbortController()
  const answer = askWithoutEcho({ question: 'Password: ', input, output, interrupted: interruption.signal })
  return { input, answer, interruption, shown: () => String(output.read() ?? '') }
}

test('what is typed is answered, corrections included, and never shown', async () => {
  const { input, answer, shown } = terminal()
  input.write('a long enouhg\u007f\u007fgh pässword\r')
  expect(await answer).toBe('a long enough pässword')
  expect(shown()).toBe('Password: \n')
})

test('Ctrl+C, the end of the input and an interruption each end the question', async () => {
  const byKey = terminal()
  byKey.input.write('half a passw\u0003')
  await expect(byKey.answer).rejects.toMatchObject({ code: 'CANCELLED' })
  const byEnd = terminal()
  byEnd.input.end()
  await expect(byEnd.answer).rejects.toMatchObject({ code: 'CANCELLED' })
  const bySignal = terminal()
  bySignal.interruption.abort()
  await expect(bySignal.answer).rejects.toMatchObject({ code: 'CANCELLED' })
})

test('an input that has ended before is an error at once, and no question is put', async () => {
  const input = new PassThrough()
  input.end()
  await finished(input.resume())
  const output = new PassThrough()
  const asked = askWithoutEcho({ question: 'Password: ', input, output, interrupted: new AbortController().signal })
  await expect(asked).rejects.toMatchObject({ code: 'INVALID_INPUT', reason: 'input-ended' })
  expect(output.read()).toBeNull()
})
