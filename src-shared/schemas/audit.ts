import { z } from 'zod'
import { instant } from './common.ts'

export const auditAction = z.enum([
  'administrator.created',
  'session.signed-in',
  'session.sign-in-failed',
  'session.locked',
  'session.unlocked',
  'session.unlock-failed',
  'session.signed-out',
  'session.ended',
  'session.password-set',
  'session.password-changed',
  'call.refused',
  'user.created',
  'user.changed',
  'user.deactivated',
  'user.reactivated',
  'user.setup-code-issued',
  'user.setup-code-revealed',
  'customer.created',
  'customer.changed',
  'customer.deactivated',
  'customer.reactivated',
  'contact.created',
  'contact.changed',
  'contact.deactivated',
  'contact.reactivated',
  'people.imported',
  'sample-data.created',
  'token.issued',
  'token.shown',
  'token.copied',
  'token.changed',
  'token.disabled',
  'token.enabled',
  'token.removed',
  'token.deleted',
  'token.bulk-changed',
  'token.values-destroyed',
  'module.created',
  'module.changed',
  'resource-server.created',
  'resource-server.changed',
  'resource-server.secret-renewed',
  'resource-server.secret-revealed',
  'resource-server.withdrawn',
  'policy.changed',
  'installation.changed',
  'store.checked',
  'store.copy-begun',
  'store.backed-up',
  'store.restored',
  'store.replacing',
  'store.backups-scheduled',
])
export type AuditAction = z.infer<typeof auditAction>

/** What a record is about. */
export const auditSubjectKind = z.enum([
  'user',
  'contact',
  'customer',
  'token',
  'session',
  'module',
  'resource-server',
  'policy',
  'installation',
  'call',
  'import',
  'store',
])
export type AuditSubjectKind = z.infer<typeof auditSubjectKind>

/** One line of the audit trail. `details` never holds a secret, a password or a digest. */
export const auditRecord = z.object({
  sequence: z.number().int().min(1),
  at: instant,
  actor: z.object({ id: z.string(), name: z.string() }).nullable(),
  action: auditAction,
  subject: z.object({ kind: auditSubjectKind, id: z.string(), name: z.string() }).nullable(),
  /** The network address of whoever asked, where the service was asked. */
  address: z.string().optional(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])),
  hash: z.string(),
})
export type AuditRecord = z.infer<typeof auditRecord>
