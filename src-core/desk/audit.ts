import type { auditCalls } from '../../src-shared/contract/audit.ts'
import type { Handlers } from '../dispatch.ts'

/** The audit trail, read only: nothing but the desk itself writes there. */
export const auditHandlers: Handlers<typeof auditCalls> = {
  'audit.list': (query, { repositories }) => repositories.audit.list(query),
  'audit.export': async ({ after, limit }, { repositories }) => {
    const rows = await repositories.audit.following(after, limit)
    return { rows, nextAfter: rows.length < limit ? null : (rows.at(-1)?.sequence ?? null) }
  },
  'audit.count': (filter, { repositories }) => repositories.audit.count(filter),
}
