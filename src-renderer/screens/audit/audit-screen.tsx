import { Download, ScrollText, SearchX, ShieldCheck, Stamp, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UserId } from '../../../src-shared/schemas/ids.ts'
import { useDeskPages, useDeskQuery } from '../../api/queries.ts'
import { useAuditColumns } from '../../components/audit/audit-columns.tsx'
import { RecordDetails } from '../../components/audit/record-details.tsx'
import { useExpanded } from '../../components/audit/use-expanded.ts'
import { Button } from '../../components/button/button.tsx'
import type { Choice } from '../../components/combobox/combobox.tsx'
import { EmptyState } from '../../components/feedback/empty-state.tsx'
import { ErrorState } from '../../components/feedback/error-state.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import { SelectFilter } from '../../components/listing/filters.tsx'
import { ListBar, ListRest } from '../../components/listing/list-bar.tsx'
import { useListMemory } from '../../components/listing/list-memory.tsx'
import { useCountWords } from '../../components/listing/use-count-words.ts'
import { Page, PageHeader } from '../../components/page/page.tsx'
import { UserFilter } from '../../components/people/user-filter.tsx'
import { DataTable } from '../../components/table/data-table.tsx'
import { moreRowsOf } from '../../components/table/more-rows.ts'
import { type ActionGroup, actionGroups, groupNames } from './action-groups.ts'
import { CheckDialog } from './check-dialog.tsx'
import { CheckpointDialog } from './checkpoint-dialog.tsx'
import { ExportDialog } from './export-dialog.tsx'
import { ANY_TIME, instantsOf, type Period } from './period.ts'
import styles from './proof.module.css'

const PAGE_ROWS = 100

interface Filter {
  readonly group: '' | ActionGroup
  readonly actor: Choice<UserId> | null
  readonly period: Period
}
const EVERYTHING: Filter = { group: '', actor: null, period: ANY_TIME }

/** The audit trail, newest first. Nothing here can be changed. */
export function AuditScreen() {
  const { t } = useTranslation()
  const format = useFormat()
  const [filter, setFilter] = useListMemory('audit filter', EVERYTHING)
  const asked = {
    ...(filter.group === '' ? {} : { action: [...actionGroups[filter.group]] }),
    ...(filter.actor === null ? {} : { actorId: filter.actor.id }),
    ...instantsOf(filter.period),
  }
  const [upTo, setUpTo] = useState<number | null>(null)
  const [open, setOpen] = useState<'check' | 'checkpoint' | 'export' | null>(null)
  const close = () => setOpen(null)
  const pages = useDeskPages('audit.list', {
    ...asked,
    ...(upTo === null ? {} : { before: upTo + 1 }),
    limit: PAGE_ROWS,
  })
  const count = useDeskQuery('audit.count', asked)
  const rows = useMemo(() => (pages.data ?? []).flatMap((page) => page.rows), [pages.data])
  const [expanded, toggle] = useExpanded()
  const columns = useAuditColumns(expanded, toggle)
  const filtered = Object.keys(asked).length > 0
  const showFrom = (sequence: number) => {
    setFilter(EVERYTHING)
    setUpTo(sequence)
  }
  return (
    <Page>
      <PageHeader
        title={t('audit.title')}
        actions={
          <>
            <Button icon={Download} onClick={() => setOpen('export')}>
              {t('proof.export.open')}
            </Button>
            <Button icon={Stamp} onClick={() => setOpen('checkpoint')}>
              {t('proof.checkpoint.open')}
            </Button>
            <Button icon={ShieldCheck} onClick={() => setOpen('check')}>
              {t('proof.check.open')}
            </Button>
          </>
        }
      />
      <ListBar countWords={useCountWords(count.data)}>
        <SelectFilter
          label={t('audit.filters.group')}
          value={filter.group}
          onChange={(group) => setFilter({ ...filter, group })}
          choices={[
            { value: '', label: t('audit.filters.anyGroup') },
            ...groupNames.map((value) => ({ value, label: t(`audit.groups.${value}`) })),
          ]}
        />
        <UserFilter
          label={t('audit.filters.actor')}
          anybody={t('audit.filters.anyActor')}
          clearLabel={t('audit.filters.clearActor')}
          value={filter.actor}
          onChange={(actor) => setFilter({ ...filter, actor })}
        />
        <PeriodFilter period={filter.period} onChange={(period) => setFilter({ ...filter, period })} />
        {upTo === null ? null : (
          <Button size="small" icon={X} onClick={() => setUpTo(null)}>
            {t('proof.upTo', { record: format.number(upTo) })}
          </Button>
        )}
      </ListBar>
      {pages.isError && pages.data === undefined ? (
        <ListRest>
          <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
        </ListRest>
      ) : pages.data !== undefined && !pages.isPlaceholderData && rows.length === 0 ? (
        <ListRest>
          {filtered ? (
            <EmptyState icon={SearchX} title={t('listing.nothingMatches')} hint={t('audit.nothingMatchesHint')}>
              <Button onClick={() => setFilter(EVERYTHING)}>{t('audit.clearFilters')}</Button>
            </EmptyState>
          ) : (
            <EmptyState icon={ScrollText} title={t('audit.empty')} hint={t('audit.emptyHint')} />
          )}
        </ListRest>
      ) : (
        <DataTable
          label={t('audit.list')}
          columns={columns}
          rows={rows}
          rowId={(record) => String(record.sequence)}
          totalRows={count.data?.exact === true ? count.data.count : null}
          expansion={(record) => (expanded.has(record.sequence) ? <RecordDetails record={record} /> : null)}
          onOpen={(record) => toggle(record.sequence)}
          loading={pages.data === undefined}
          more={moreRowsOf(pages)}
        />
      )}
      {open === 'check' ? <CheckDialog onShow={showFrom} onClose={close} /> : null}
      {open === 'checkpoint' ? <CheckpointDialog onClose={close} /> : null}
      {open === 'export' ? <ExportDialog filter={asked} onClose={close} /> : null}
    </Page>
  )
}

function PeriodFilter({ period, onChange }: { readonly period: Period; onChange(period: Period): void }) {
  const { t } = useTranslation()
  return (['from', 'until'] as const).map((end) => (
    <label key={end} className={styles.dayLabel}>
      {t(`proof.${end}`)}
      <input
        type="date"
        className={styles.day}
        value={period[end]}
        onChange={(event) => onChange({ ...period, [end]: event.target.value })}
      />
    </label>
  ))
}
