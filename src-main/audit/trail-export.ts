import type { z } from 'zod'
import { trailHead, trailLines } from '../../src-core/trail-files.ts'
import type { InputOf } from '../../src-shared/contract/calls.ts'
import { type DeskCalls, deskCalls } from '../../src-shared/contract/index.ts'
import { DeskError } from '../../src-shared/errors.ts'
import type { AuditRecord } from '../../src-shared/schemas/audit.ts'
import type { FileToSave } from '../shell/save-file.ts'
import type { Connection } from '../store/connection.ts'

export interface TrailExportOptions {
  readonly connection: Pick<Connection, 'ask'>
  saveFile(file: FileToSave): Promise<string | null>
  /** Up to which record, of how many, it has come. */
  onProgress(progress: { readonly completed: number; readonly total: number }): void
}

type Wanted = InputOf<DeskCalls, 'audit.noteExport'>

/** Takes records of the audit trail away in a file, page by page: in memory there is one of them at a time. */
export interface TrailExport {
  /**
   * Answers where the file is, null where the person would rather not.
   *
   * @throws {DeskError} CONFLICT with the reason `export-running` or `file-not-saved`, CANCELLED, and what the desk refuses.
   */
  start(wanted: Wanted): Promise<{ path: string | null; records: number }>
  cancel(): void
}

export function createTrailExport({ connection, saveFile, onProgress }: TrailExportOptions): TrailExport {
  let running: { cancelled: boolean } | null = null

  async function ask<N extends 'audit.list' | 'audit.noteExport' | 'audit.export'>(
    name: N,
    input: InputOf<DeskCalls, N>,
  ): Promise<z.output<DeskCalls[N]['output']>> {
    const reply = await connection.ask(name, input)
    if (!reply.ok) throw new DeskError(reply.error)
    return deskCalls[name].output.parse(reply.value) as z.output<DeskCalls[N]['output']>
  }

  return {
    async start({ format, ...filter }) {
      if (running !== null) throw RUNNING()
      const mine = { cancelled: false }
      running = mine
      let records = 0

      async function* pieces(): AsyncGenerator<Uint8Array> {
        // Before anything leaves: what was taken away is on record, however far it came.
        await ask('audit.noteExport', { format, ...filter })
        const total = (await ask('audit.list', { limit: 1 })).rows[0]?.sequence ?? 0
        yield Buffer.from(trailHead(format))
        for (let after: number | null = 0; after !== null; ) {
          if (mine.cancelled) throw CANCELLED()
          const page: { rows: AuditRecord[]; nextAfter: number | null } = await ask('audit.export', {
            ...filter,
            after,
          })
          records += page.rows.length
          after = page.nextAfter
          onProgress({ completed: after ?? total, total })
          yield Buffer.from(trailLines(format, page.rows))
        }
      }

      try {
        const path = await saveFile({ suggestedName: FILE_NAMES[format], bytes: pieces() })
        return { path, records }
      } finally {
        running = null
      }
    },
    cancel() {
      if (running !== null) running.cancelled = true
    },
  }
}

const FILE_NAMES = { 'json-lines': 'audit-trail.jsonl', csv: 'audit-trail.csv' } as const

const RUNNING = () =>
  new DeskError({ code: 'CONFLICT', reason: 'export-running', message: 'Records are being saved already.' })
const CANCELLED = () => new DeskError({ code: 'CANCELLED', message: 'Cancelled. Nothing was saved.' })
