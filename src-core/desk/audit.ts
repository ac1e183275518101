import type { auditCalls } from '../../src-shared/contract/audit.ts'
import type { Handlers } from '../dispatch.ts'

/** The audit trail, read only: nothing but the desk itself writes there. */
export const auditHandlers: Handlers<typeof auditCalls> = {
  'audit.list': (query, { repositories }) => repositories.audit.list(query),
  'audit.export': async ({ after, limit, ...filter }, { repositories }) => {
    const isWhole = Object.values(filter).every((wanted) => wanted === undefined)
    const rows = await repositories.audit.following(after, limit, isWhole ? undefined : filter)
    return { rows, nextAfter: rows.length < limit ? null : (rows.at(-1)?.sequence ?? null) }
  },
  'audit.noteExport': async ({ format, action, actorId, subject, from, until }, { audit }) => {
    await audit({
      action: 'audit.exported',
      subject: { kind: 'audit', id: 'audit', name: 'Audit trail' },
      details: {
        format,
        ...(action === undefined ? {} : { action }),
        ...(actorId === undefined ? {} : { actorId }),
        ...(subject === undefined ? {} : { subject: `${subject.kind}:${subject.id}` }),
        ...(from === undefined ? {} : { from }),
        ...(until === undefined ? {} : { until }),
      },
    })
    return {}
  },
  'audit.count': (filter, { repositories }) => repositories.audit.count(filter),
}
