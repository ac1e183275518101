import fc from 'fast-check'
import { expect, test } from 'vitest'
import { collectSecrets, searchSecrets } from '../../src-shared/secret-search.ts'
import { seededRandom } from '../testing/seeded-random.ts'
import { makeSecret } from './secret.ts'

const secret = Buffer.from(makeSecret('tdc_', seededRandom(7))).toString('ascii')

function inPieces(pieces: readonly string[]) {
  const search = searchSecrets()
  return [...pieces.flatMap((piece) => search.next(piece)), ...search.end()]
}

test('BY-1 · a secret is found wherever it stands, with its line, and not as a part of something longer', () => {
  for (const around of [
    ['', ''],
    ['Authorization: Bearer ', '\r\n'],
    ['{"token":"', '"}'],
    ['a\nb\nx=', ' y'],
  ])
    expect(inPieces([around.join(secret)])).toEqual([{ secret, line: around[0]?.split('\n').length }])
  for (const text of [
    `x${secret}`,
    `${secret}0`,
    `_${secret}`,
    `${secret}_`,
    secret.slice(0, -1),
    secret.replace('c', 'x'),
  ])
    expect(inPieces([text])).toEqual([])
  expect(inPieces([`${secret} ${secret}\n${secret}`]).map(({ line }) => line)).toEqual([1, 1, 2])
})

test('BY-1 · however a text is cut into pieces, the same is found in the same lines', () => {
  const part = fc.oneof(
    fc.constant(secret),
    fc.constant('\n'),
    fc.constant(secret.slice(0, 20)),
    fc.constant('_'),
    fc.string({ maxLength: 50 }),
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), fc.array(fc.nat(400), { maxLength: 12 }), (parts, cuts) => {
      const text = parts.join('')
      const places = [...new Set([0, ...cuts.filter((cut) => cut < text.length), text.length])].sort((a, b) => a - b)
      const pieces = places.slice(1).map((end, index) => text.slice(places[index], end))
      const whole = [...text.matchAll(/(?<![0-9A-Za-z_])td[utcso]_[0-9A-Za-z]{36}(?![0-9A-Za-z_])/g)]
      expect(inPieces(pieces)).toEqual(
        whole.map((match) => ({ secret: match[0], line: text.slice(0, match.index).split('\n').length })),
      )
    }),
    { numRuns: 2_000 },
  )
})

test('BY-1 · a secret is found in what Windows writes as UTF-16, too, and each secret is gathered once', () => {
  const collection = collectSecrets()
  collection.add(Buffer.from(`a\r\ntoken=${secret}\r\n\r\n${secret}`, 'utf16le').toString('latin1'))
  expect([...collection.end().secrets]).toEqual([[secret, [2, 4]]])
})

test('BY-1 · no more secrets are gathered than a person reads, and the others are counted', () => {
  const random = seededRandom(8)
  const collection = collectSecrets()
  for (let count = 0; count < 1_003; count += 1)
    collection.add(`${Buffer.from(makeSecret('tdu_', random)).toString('latin1')}\n`)
  const { secrets, beyond } = collection.end()
  expect([secrets.size, beyond]).toEqual([1_000, 3])
})
