import { join } from 'node:path'
import { z } from 'zod'
import type { Log } from '../../src-core/ports.ts'
import { privateFile } from '../private-file.ts'

/** Remembers, over a crash too, that a secret was put on the clipboard: by its SHA-256, never the secret. */
export interface ClipboardMarker {
  read(): MarkedSecret | null
  write(marked: MarkedSecret): void
  remove(): void
}

export interface MarkedSecret {
  /** SHA-256 of the secret. */
  readonly digest: Uint8Array
  /** When it was to be cleared, in milliseconds since 1970. */
  readonly clearsAt: number
}

const content = z.strictObject({ digest: z.string().regex(/^[0-9a-f]{64}$/), clearsAt: z.number() })

/** The marker in `<data folder>/clipboard.json`. */
export function clipboardMarkerIn(dataFolder: string, log: Log): ClipboardMarker {
  const file = privateFile(join(dataFolder, 'clipboard.json'), content, log)
  return {
    read() {
      const marked = file.read()
      return marked && { digest: Buffer.from(marked.digest, 'hex'), clearsAt: marked.clearsAt }
    },
    write: ({ digest, clearsAt }) => file.write({ digest: Buffer.from(digest).toString('hex'), clearsAt }),
    remove: file.remove,
  }
}
