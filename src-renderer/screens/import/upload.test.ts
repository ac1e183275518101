import { describe, expect, test } from 'vitest'
import { IMPORT_CHUNK_BYTES } from '../../../src-shared/contract/imports.ts'
import { DeskError } from '../../../src-shared/errors.ts'
import type { DeskClient } from '../../api/connect.ts'
import { UnreadableFile, uploadFile } from './upload.ts'

const ID = 'IMP-0000-0001'

/** A desk that keeps what it is sent. */
function listeningDesk(onAppend: (offset: number) => void = () => undefined) {
  const pieces: Uint8Array[] = []
  const asked: string[] = []
  const call = (async (name: string, input: { offset?: number; base64?: string }) => {
    asked.push(name)
    if (name === 'imports.begin') return { id: ID }
    if (name !== 'imports.append') return {}
    onAppend(input.offset ?? 0)
    pieces.push(Uint8Array.from(atob(input.base64 ?? ''), (character) => character.charCodeAt(0)))
    return { receivedBytes: 0 }
  }) as unknown as DeskClient['call']
  return {
    call,
    asked,
    received: async () => new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer()),
    pieces,
  }
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at])
}

function bytesOf(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) % 256)
}

describe('handing a file over', () => {
  test.each([1, 3, IMPORT_CHUNK_BYTES - 1, IMPORT_CHUNK_BYTES, IMPORT_CHUNK_BYTES * 2 + 7])(
    'every byte of %i arrives, in pieces within the limit, with progress to the end',
    async (length) => {
      const content = bytesOf(length)
      const desk = listeningDesk()
      const progress: number[] = []
      const id = await uploadFile({
        call: desk.call,
        kind: 'contacts',
        file: new File([content], 'people.csv'),
        signal: new AbortController().signal,
        onProgress: (sent) => progress.push(sent),
      })
      expect(id).toBe(ID)
      expect(sameBytes(await desk.received(), content)).toBe(true)
      expect(desk.pieces.every((piece) => piece.length <= IMPORT_CHUNK_BYTES)).toBe(true)
      expect(progress.at(-1)).toBe(length)
      expect(desk.asked).not.toContain('imports.discard')
    },
  )

  test('cancelling stops before the next piece and discards the import', async () => {
    const stop = new AbortController()
    const desk = listeningDesk(() => stop.abort())
    const upload = uploadFile({
      call: desk.call,
      kind: 'users',
      file: new File([bytesOf(IMPORT_CHUNK_BYTES * 3)], 'people.csv'),
      signal: stop.signal,
      onProgress: () => undefined,
    })
    await expect(upload).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(desk.asked.filter((name) => name === 'imports.append')).toHaveLength(1)
    expect(desk.asked.at(-1)).toBe('imports.discard')
  })

  test('a file that cannot be read, or became shorter, says so and leaves no import behind', async () => {
    const gone = { name: 'gone.csv', size: 10, slice: () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) }) }
    const shorter = { name: 'shorter.csv', size: 10, slice: () => new Blob(['abc']) }
    for (const file of [gone, shorter]) {
      const desk = listeningDesk()
      const upload = uploadFile({
        call: desk.call,
        kind: 'contacts',
        file: file as unknown as File,
        signal: new AbortController().signal,
        onProgress: () => undefined,
      })
      await expect(upload).rejects.toBeInstanceOf(UnreadableFile)
      expect(desk.asked.at(-1)).toBe('imports.discard')
    }
  })

  test('what the desk refuses comes through as it is', async () => {
    const refusal = new DeskError({ code: 'INVALID_INPUT', message: 'This file is empty.' })
    const call = (() => Promise.reject(refusal)) as unknown as DeskClient['call']
    const upload = uploadFile({
      call,
      kind: 'contacts',
      file: new File([], 'empty.csv'),
      signal: new AbortController().signal,
      onProgress: () => undefined,
    })
    await expect(upload).rejects.toBe(refusal)
  })
})
