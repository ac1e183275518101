import { z } from 'zod'
import { auditAction, auditRecord, auditSubjectKind } from '../schemas/audit.ts'
import { instant, matchCount } from '../schemas/common.ts'
import { line } from '../schemas/text.ts'
import type { Calls } from './calls.ts'

const auditFilter = {
  action: z.array(auditAction).max(50).optional(),
  actorId: line(20).optional(),
  subject: z.strictObject({ kind: auditSubjectKind, id: line(64) }).optional(),
  /** From this instant on, and before that one. */
  from: instant.optional(),
  until: instant.optional(),
}

export const auditCalls = {
  /** Newest first; `before` is the sequence to go on below. */
  'audit.list': {
    input: z.strictObject({
      ...auditFilter,
      before: z.number().int().min(1).optional(),
      limit: z.number().int().min(1).max(200).default(50),
    }),
    output: z.object({ rows: z.array(auditRecord), nextBefore: z.number().int().nullable() }),
    permission: 'audit.read',
    work: 'read',
  },
  /**
   * Oldest first: whole, what can be checked as a chain; else what passes the filter. `after` is the sequence to go on
   * above; null at the end.
   */
  'audit.export': {
    input: z.strictObject({
      ...auditFilter,
      after: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(1000).default(1000),
    }),
    output: z.object({ rows: z.array(auditRecord), nextAfter: z.number().int().nullable() }),
    permission: 'audit.read',
    work: 'read',
  },
  /** Puts on record that somebody is about to take records away in a file. */
  'audit.noteExport': {
    input: z.strictObject({ ...auditFilter, format: z.enum(['json-lines', 'csv']) }),
    output: z.object({}),
    permission: 'audit.read',
    work: 'change',
    audit: 'audit.exported',
    internal: true,
  },
  'audit.count': { input: z.strictObject(auditFilter), output: matchCount, permission: 'audit.read', work: 'read' },
} satisfies Calls
