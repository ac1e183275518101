import type { auditCalls } from '../../src-shared/contract/audit.ts'
import type { Handlers } from '../dispatch.ts'

/** The audit trail, read only: nothing but the desk itself writes there. */
export const auditHandlers: Handlers<typeof auditCalls> = {
  'audit.list': (query, { repositories }) => repositories.audit.list(query),
  'audit.count': (filter, { repositories }) => repositories.audit.count(filter),
}
