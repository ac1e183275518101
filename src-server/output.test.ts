import { Writable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { displayWidth, jsonLine, localTime, OutputClosed, outputTo, printable, tableLines } from './output.ts'

const column = { title: 'NAME', value: (text: string) => text }
const second = { title: 'SECOND', value: () => 'x' }

test('columns start at the same place in every line, wide characters counted as two', () => {
  const { lines } = tableLines([column, second], ['Ada', '株式会社', 'Zoë 😀'])
  const starts = lines.map((line) => displayWidth(line.slice(0, line.lastIndexOf(line.endsWith('x') ? 'x' : 'SECOND'))))
  expect(new Set(starts)).toEqual(new Set([10]))
})

test('later pages keep the widths of the first one and have no titles', () => {
  const first = tableLines([column, second], ['a longer name'])
  const next = tableLines([column, second], ['b'], first.widths)
  expect(next.lines).toEqual(['b              x'])
})

test('no text can steer the terminal that shows it', () => {
  expect(printable('a\u001b[31mb\u009b1mc\u202ed\n')).toBe('a\ufffd[31mb\ufffd1mc\ufffdd\ufffd')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(printable(text))),
  )
})

test('a line of JSON stays one line, steers nothing, and parses to the same value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const line = jsonLine({ text })
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
      expect(JSON.parse(line)).toEqual({ text })
    }),
  )
})

test('an instant is shown as it is where the person is', () => {
  expect(localTime('Europe/Prague')('2026-12-31T22:59:59.999Z')).toBe('2026-12-31 23:59')
  expect(localTime('Europe/Prague')(null)).toBe('–')
})

test('a reader that has gone is told apart from a fault', async () => {
  const broken = (code: string) =>
    outputTo(new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) }))
  await expect(broken('EPIPE').write('text')).rejects.toBeInstanceOf(OutputClosed)
  await expect(broken('ENOSPC').write('text')).rejects.toMatchObject({
    reason: 'output',
    message: 'The answer could not be written (ENOSPC).',
  })
})

test('a slow reader is waited for', async () => {
  const waiting: (() => void)[] = []
  const stream = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => void waiting.push(done) })
  let written = false
  const writing = outputTo(stream)
    .write('text')
    .then(() => {
      written = true
    })
  await Promise.resolve()
  expect(written).toBe(false)
  waiting[0]?.()
  await writing
  expect(written).toBe(true)
})
