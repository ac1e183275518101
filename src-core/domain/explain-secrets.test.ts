import fc from 'fast-check'
import { expect, test } from 'vitest'
import { explainSecrets } from '../../src-shared/explain-secrets.ts'
import { seededRandom } from '../testing/seeded-random.ts'
import { digestOfSecret, makeSecret } from './secret.ts'

const secretOf = (seed: number) => Buffer.from(makeSecret('tdc_', seededRandom(seed))).toString('ascii')
const mistyped = (secret: string) => `${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}`
const digestOf = (secret: string) => Buffer.from(digestOfSecret(secret)).toString('hex')

test('BY-1 · each is explained in its order, however many there are, and no secret is in what the desk is asked', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 250 }), async (typedWell) => {
      const found = new Map(
        typedWell.map((well, seed) => [well ? secretOf(seed) : mistyped(secretOf(seed)), [seed + 1]] as const),
      )
      const asked: string[] = []
      const explained = []
      const explaining = explainSecrets(found, 'order-status', {
        digestOf,
        call: async (name, input) => {
          expect([name, input.module, input.digests.length > 0]).toEqual(['tokens.explain', 'order-status', true])
          asked.push(...input.digests)
          return {
            // The desk's answer, so that it can be told whose it is.
            explanations: input.digests.map((digest) => ({ reason: 'unknown', token: null, withdrawnBy: digest })),
          }
        },
      })
      for await (const some of explaining) explained.push(...some)
      expect(explained).toEqual(
        [...found].map(([secret, lines], index) => ({
          hint: secret.slice(0, 8),
          lines,
          reason: typedWell[index] ? 'unknown' : 'checksum',
          token: null,
          withdrawnBy: typedWell[index] ? digestOf(secret) : null,
        })),
      )
      expect(asked).toEqual([...found.keys()].filter((_, index) => typedWell[index]).map(digestOf))
    }),
    { numRuns: 25 },
  )
})

test('BY-1 · the secret of a resource server or of a session is said to be no token, and nobody is asked', async () => {
  const others = (['tds_', 'tdo_'] as const).map((prefix) =>
    Buffer.from(makeSecret(prefix, seededRandom(1))).toString('ascii'),
  )
  const explaining = explainSecrets(new Map(others.map((secret) => [secret, [1]])), null, {
    digestOf,
    call: () => Promise.reject(new Error('The desk is asked.')),
  })
  for await (const some of explaining) expect(some.map(({ reason }) => reason)).toEqual(['no-token', 'no-token'])
})
