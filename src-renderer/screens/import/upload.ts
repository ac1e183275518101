import type { z } from 'zod'
import { IMPORT_CHUNK_BYTES, type importKind } from '../../../src-shared/contract/imports.ts'
import { DeskError } from '../../../src-shared/errors.ts'
import type { ImportId } from '../../../src-shared/schemas/ids.ts'
import type { DeskClient } from '../../api/connect.ts'

export type ImportKind = z.infer<typeof importKind>

/** What is read of a chosen or dropped file. */
export type ReadableFile = Pick<File, 'name' | 'size' | 'slice'>

/** The file could not be read from where it is: moved, changed meanwhile, no right to it, or a folder. */
export class UnreadableFile extends Error {}

/**
 * Opens an import and hands the file over in pieces, one at a time, so that never more than one is in the page's
 * memory. Rejects with DeskError (CANCELLED once `signal` says so) or UnreadableFile; the import is discarded then.
 */
export async function uploadFile({
  call,
  kind,
  file,
  signal,
  onProgress,
}: {
  readonly call: DeskClient['call']
  readonly kind: ImportKind
  readonly file: ReadableFile
  readonly signal: AbortSignal
  onProgress(sentBytes: number): void
}): Promise<ImportId> {
  const { id } = await call('imports.begin', { kind, fileName: file.name.slice(-255), sizeBytes: file.size })
  try {
    for (let offset = 0; offset < file.size; offset += IMPORT_CHUNK_BYTES) {
      refuseCancelled(signal)
      const bytes = await readPiece(file, offset)
      refuseCancelled(signal)
      await call('imports.append', { id, offset, base64: base64Of(bytes) })
      onProgress(offset + bytes.length)
    }
    refuseCancelled(signal)
    return id
  } catch (error) {
    await call('imports.discard', { id }).catch(() => undefined)
    throw error
  }
}

function refuseCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new DeskError({ code: 'CANCELLED', message: 'Reading the file was cancelled.' })
}

async function readPiece(file: ReadableFile, offset: number): Promise<Uint8Array> {
  const end = Math.min(offset + IMPORT_CHUNK_BYTES, file.size)
  const bytes = await file
    .slice(offset, end)
    .arrayBuffer()
    .catch((cause: unknown) => {
      throw new UnreadableFile('The file could not be read.', { cause })
    })
  // A file that became shorter meanwhile gives less than was asked for.
  if (bytes.byteLength !== end - offset) throw new UnreadableFile('The file changed while it was read.')
  return new Uint8Array(bytes)
}

/** How many characters one call of String.fromCharCode is given: more would overflow the stack. */
const STRIDE = 0x8000

function base64Of(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += STRIDE) binary += String.fromCharCode(...bytes.subarray(at, at + STRIDE))
  return btoa(binary)
}
