import type { AuditRecord } from '../src-shared/schemas/audit.ts'
import type { SignedIn } from './sign-in.ts'

/** The whole trail of the store, oldest first, page by page. */
export async function* auditRecords(call: SignedIn['call'], interrupted: AbortSignal): AsyncGenerator<AuditRecord> {
  let after: number | null = 0
  while (after !== null) {
    interrupted.throwIfAborted()
    const page: { rows: AuditRecord[]; nextAfter: number | null } = await call('audit.export', { after, limit: 1000 })
    yield* page.rows
    after = page.nextAfter
  }
}
