import type { Reply } from '../../src-shared/errors.ts'

/** A reply as the JSON text that crosses HTTP. Secrets are bytes inside a process and ASCII text on the wire. */
export function toJson(reply: Reply): string {
  return JSON.stringify(reply, function (key, value) {
    // What JSON.stringify hands over is already converted for a Buffer, so the property itself is looked at.
    const original: unknown = (this as Record<string, unknown>)[key]
    return original instanceof Uint8Array ? Buffer.from(original).toString('latin1') : value
  })
}
