import type { Readable } from 'node:stream'

/**
 * What the clipboard's process is asked: to put a text there and look whether it arrived, whether the text there has
 * this SHA-256 digest, to clear.
 */
export interface ClipboardRequest {
  readonly action: 'write' | 'holds' | 'clear'
  /** The text in UTF-8, or the digest, or nothing. Its reader zeroes it. */
  readonly bytes: Uint8Array
}

/** Each request is answered with one byte. */
export const clipboardAnswers = { no: 0, yes: 1, failed: 2 } as const

const actions = ['write', 'holds', 'clear'] as const
/** The action's place in the list, then the length of what follows. */
const headLength = 5

/** The request as it travels: the caller zeroes it once it is sent. */
export function requestBytes({ action, bytes }: ClipboardRequest): Buffer {
  const message = Buffer.alloc(headLength + bytes.length)
  message.writeUInt8(actions.indexOf(action), 0)
  message.writeUInt32BE(bytes.length, 1)
  message.set(bytes, headLength)
  return message
}

/** Hears each request as soon as it is complete, however it was cut up on its way, and keeps no copy. */
export function readRequests(from: Readable, onRequest: (request: ClipboardRequest) => void): void {
  let pending = Buffer.alloc(0)
  from.on('data', (piece: Buffer) => {
    const joined = Buffer.concat([pending, piece])
    pending.fill(0)
    piece.fill(0)
    pending = joined
    while (pending.length >= headLength) {
      const end = headLength + pending.readUInt32BE(1)
      const action = actions[pending.readUInt8(0)]
      if (action === undefined) throw new Error('This is no request for the clipboard.')
      if (pending.length < end) return
      const bytes = Uint8Array.from(pending.subarray(headLength, end))
      const rest = Buffer.from(pending.subarray(end))
      pending.fill(0)
      pending = rest
      onRequest({ action, bytes })
    }
  })
}
