import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Reply } from '../../src-shared/errors.ts'
import { saveBeside } from '../shell/save-file.ts'
import { memoryLog } from '../testing/memory-log.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { handInCheckpoint, latestCheckpointIn } from './latest-checkpoint.ts'
import { createTrailExport } from './trail-export.ts'

const RECORDS = 2_500
const record = (sequence: number) => ({
  sequence,
  at: '2026-11-21T11:00:00.000Z',
  actor: { id: 'USR-0000-0001', name: sequence === 1 ? '=1+1' : 'Ada' },
  action: 'token.issued',
  subject: null,
  details: {},
  hash: 'ab'.repeat(32),
})

/** A desk with a trail, and whatever is asked of it. */
function desk(whenAsked: (name: string, input: unknown) => Reply | undefined = () => undefined) {
  const asked: [string, unknown][] = []
  const ask = async (name: string, input: unknown): Promise<Reply> => {
    asked.push([name, input])
    const refused = whenAsked(name, input)
    if (refused !== undefined) return refused
    if (name === 'audit.noteExport') return { ok: true, value: {} }
    if (name === 'audit.list') return { ok: true, value: { rows: [record(RECORDS)], nextBefore: RECORDS } }
    const { after } = input as { after: number }
    const rows = Array.from({ length: Math.min(1_000, RECORDS - after) }, (_, index) => record(after + index + 1))
    return { ok: true, value: { rows, nextAfter: rows.length < 1_000 ? null : after + 1_000 } }
  }
  return { ask, asked }
}

function exportOver(connection: ReturnType<typeof desk>) {
  const folder = temporaryFolder()
  const progress: number[] = []
  const { start, cancel } = createTrailExport({
    connection,
    saveFile: (file) => saveBeside(folder, file),
    onProgress: ({ completed, total }) => void progress.push(completed / total),
  })
  return { folder, progress, start, cancel }
}

test('BY-6 · an export is on record before it begins, is written page by page, and says how far it is', async () => {
  const connection = desk()
  const { folder, progress, start } = exportOver(connection)
  const filter = { action: ['token.issued' as const], from: '2026-11-01T00:00:00.000Z' }
  const path = join(folder, 'audit-trail.jsonl')
  expect(await start({ format: 'json-lines', ...filter })).toEqual({ path, records: RECORDS })
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  expect(lines.map((line) => JSON.parse(line).sequence)).toEqual(Array.from({ length: RECORDS }, (_, at) => at + 1))
  expect(connection.asked[0]).toEqual(['audit.noteExport', { format: 'json-lines', ...filter }])
  expect(connection.asked.at(-1)).toEqual(['audit.export', { ...filter, after: 2_000 }])
  expect(progress).toEqual([0.4, 0.8, 1])
})

test('BY-6 · no name becomes a formula in a spreadsheet', async () => {
  const { start } = exportOver(desk())
  const { path } = await start({ format: 'csv' })
  const [titles, first] = readFileSync(path ?? '', 'utf8').split('\n')
  expect(titles).toBe('sequence,at,actor,actor id,action,subject,subject id,address,details,hash')
  expect(first?.split(',')[2]).toBe("'=1+1")
})

test('BY-6 · an export that is cancelled, refused or cut short leaves no file, and another one can be begun', async () => {
  const locked: Reply = { ok: false, error: { code: 'LOCKED', message: 'Token Desk is locked.' } }
  let refuses = true
  const connection = desk((name, input) => {
    if (name !== 'audit.export' || (input as { after: number }).after < 1_000) return undefined
    return refuses ? locked : undefined
  })
  const { folder, start, cancel } = exportOver(connection)
  await expect(start({ format: 'csv' })).rejects.toMatchObject({ code: 'LOCKED' })
  expect(readdirSync(folder)).toEqual([])

  refuses = false
  const begun = start({ format: 'csv' })
  await expect(start({ format: 'csv' })).rejects.toMatchObject({ code: 'CONFLICT', reason: 'export-running' })
  cancel()
  await expect(begun).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(readdirSync(folder)).toEqual([])
  expect(existsSync((await start({ format: 'csv' })).path ?? '')).toBe(true)
})

test('BY-6 · the latest checkpoint of the local store is handed in where it is signed, and troubles nobody', async () => {
  const folder = temporaryFolder()
  const log = memoryLog()
  const connection = desk(() => ({ ok: false, error: { code: 'UNKNOWN_CALL', message: 'There is no such call.' } }))
  await handInCheckpoint(connection, folder, log)
  const latest = { sequence: 7, hash: 'cd'.repeat(32), at: '2026-11-21T11:00:00.000Z' }
  latestCheckpointIn(folder, log).write(latest)
  await handInCheckpoint(connection, folder, log)
  expect(connection.asked).toEqual([])
  const signed = { ...latest, publicKey: 'A'.repeat(43), signature: 'B'.repeat(86) }
  latestCheckpointIn(folder, log).write(signed)
  await handInCheckpoint(connection, folder, log)
  expect(connection.asked).toEqual([
    ['audit.receiveCheckpoint', { checkpoint: signed, storeName: expect.stringMatching(/./) }],
  ])
})
