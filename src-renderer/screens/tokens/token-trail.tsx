import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { useDeskPages } from '../../api/queries.ts'
import { useAuditColumns } from '../../components/audit/audit-columns.tsx'
import { RecordDetails } from '../../components/audit/record-details.tsx'
import { useExpanded } from '../../components/audit/use-expanded.ts'
import { EmptyState } from '../../components/feedback/empty-state.tsx'
import { ErrorState } from '../../components/feedback/error-state.tsx'
import { Section } from '../../components/page/page.tsx'
import { DataTable } from '../../components/table/data-table.tsx'
import { moreRowsOf } from '../../components/table/more-rows.ts'

/** Every record about the token: a line each, with all its details below on Enter. */
export function TokenTrail({ token }: { readonly token: TokenSummary }) {
  const { t } = useTranslation()
  const pages = useDeskPages('audit.list', { subject: { kind: 'token', id: token.id }, limit: 50 })
  const rows = useMemo(() => (pages.data ?? []).flatMap((page) => page.rows), [pages.data])
  const [expanded, toggle] = useExpanded()
  const columns = useAuditColumns(expanded, toggle, { about: false })
  return (
    <Section title={t('tokenDetails.trail')} hint={t('tokenDetails.trailHint')} flush>
      {pages.isError && pages.data === undefined ? (
        <ErrorState compact error={pages.error} onRetry={() => void pages.refetch()} />
      ) : pages.data !== undefined && rows.length === 0 ? (
        <EmptyState compact title={t('audit.empty')} />
      ) : (
        <DataTable
          fit="content"
          label={t('tokenDetails.trailLabel', { name: token.name })}
          columns={columns}
          rows={rows}
          rowId={(record) => String(record.sequence)}
          expansion={(record) => (expanded.has(record.sequence) ? <RecordDetails record={record} /> : null)}
          onOpen={(record) => toggle(record.sequence)}
          loading={pages.data === undefined}
          more={moreRowsOf(pages)}
        />
      )}
    </Section>
  )
}
