import { PassThrough } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ClipboardRequest, readRequests, requestBytes } from './clipboard-wire.ts'

const request = fc.record({
  action: fc.constantFrom('write', 'holds', 'clear'),
  bytes: fc.uint8Array({ maxLength: 300 }),
}) satisfies fc.Arbitrary<ClipboardRequest>

test('requests arrive whole and in order, however they are cut up on their way', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(request, { maxLength: 5 }), fc.integer({ min: 1, max: 40 }), async (sent, size) => {
      const stream = new PassThrough()
      const heard: ClipboardRequest[] = []
      readRequests(stream, (one) => heard.push(one))
      const message = Buffer.concat(sent.map(requestBytes))
      for (let at = 0; at < message.length; at += size) stream.write(Buffer.from(message.subarray(at, at + size)))
      await turn()
      expect(heard).toEqual(sent.map(({ action, bytes }) => ({ action, bytes: Uint8Array.from(bytes) })))
    }),
  )
})

test('what a secret came in is zeroed once it has been read', async () => {
  const stream = new PassThrough()
  const heard: ClipboardRequest[] = []
  readRequests(stream, (one) => heard.push(one))
  const message = requestBytes({ action: 'write', bytes: Buffer.from('tdc_secret') })
  const pieces = [Buffer.from(message.subarray(0, 8)), Buffer.from(message.subarray(8))]
  for (const piece of pieces) stream.write(piece)
  await turn()
  expect(Buffer.from(heard[0]!.bytes).toString()).toBe('tdc_secret')
  for (const piece of pieces) expect(piece.every((byte) => byte === 0)).toBe(true)
})
