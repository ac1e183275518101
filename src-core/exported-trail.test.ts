import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TrailFinding } from '../src-shared/schemas/checkpoints.ts'
import { auditHash, FIRST_PREVIOUS_HASH } from './domain/audit-chain.ts'
import { exportedTrail } from './exported-trail.ts'

const lines = trailOf(40)

test('BY-6 · however an exported trail is cut into pieces, the same is found in it', () => {
  const cuts = fc.array(fc.nat(lines.join('\n').length), { maxLength: 20 })
  const damage = fc.constantFrom<(whole: string[]) => string[]>(
    (whole) => whole,
    (whole) => whole.filter((_line, at) => at !== 7),
    (whole) => whole.map((line, at) => (at === 9 ? line.replace('Ž', 'Z') : line)),
    (whole) => [...whole.slice(0, 5), ...whole.slice(4)],
  )
  fc.assert(
    fc.property(cuts, damage, fc.constantFrom('\n', '\r\n'), (places, damaged, lineEnd) => {
      const text = damaged(lines).join(lineEnd)
      expect(found(text, places)).toEqual(found(text, []))
    }),
  )
  expect(found(lines.join('\n'), [])).toMatchObject({ whole: true, records: 40 })
  expect(found(lines.toSpliced(7, 1).join('\n'), [])).toMatchObject({ fault: { kind: 'missing', first: 8, last: 8 } })
})

test('BY-6 · what is no exported trail is refused, with the line at which that shows', () => {
  const refusalOf = (text: string) => {
    try {
      return found(text, [])
    } catch (error) {
      return error
    }
  }
  for (const [text, words] of [
    ['', 'empty'],
    ['a shopping list', 'Line 1 '],
    [`${lines[0]}\n{"sequence":2}\n`, 'Line 2 '],
    ['x'.repeat(20 * 1024 * 1024), 'Line 1 '],
  ] as const)
    expect(refusalOf(text)).toMatchObject({
      code: 'INVALID_INPUT',
      reason: 'unreadable-file',
      message: expect.stringContaining(words),
    })
})

function found(text: string, places: readonly number[]): TrailFinding {
  const trail = exportedTrail({ trusted: [] })
  const ends = [...new Set([0, ...places.filter((place) => place < text.length), text.length])].sort((a, b) => a - b)
  for (const [index, end] of ends.entries()) if (!trail.take(text.slice(ends[index - 1] ?? 0, end))) break
  return trail.finding()
}

/** That many records as they are exported, each in its line. */
function trailOf(count: number): string[] {
  let previous: Uint8Array = FIRST_PREVIOUS_HASH
  return Array.from({ length: count }, (_each, at) => {
    const record = {
      sequence: at + 1,
      at: '2026-11-21T12:00:00.000Z',
      actor: null,
      action: 'call.refused',
      subject: null,
      details: { name: `Žofie\n${at}` },
    } as const
    previous = auditHash(previous, record)
    return JSON.stringify({ ...record, hash: Buffer.from(previous).toString('hex') })
  })
}
