import { basename } from 'node:path'
import type { NewAuditRecord } from '../store/store.ts'
import type { BackupMade } from './make-backup.ts'

/** What the trail says of a backup: which one it is, and how far it goes. The operator stands in the actor, if there is one. */
export function backupEntry({ manifest, bytes }: BackupMade, to: string) {
  return {
    action: 'store.backed-up',
    subject: { kind: 'store', id: 'store', name: 'Store' },
    details: { file: basename(to), bytes, records: manifest.audit.records },
  } satisfies Pick<NewAuditRecord, 'action' | 'subject' | 'details'>
}

/** The same where nobody has signed in: by whom is in the details then. */
export function recordBackup(
  made: BackupMade,
  { to, madeBy }: { readonly to: string; readonly madeBy: string },
): NewAuditRecord {
  const entry = backupEntry(made, to)
  return { ...entry, at: Date.parse(made.manifest.madeAt), actor: null, details: { ...entry.details, by: madeBy } }
}
