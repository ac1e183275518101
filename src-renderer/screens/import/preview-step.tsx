import { CircleMinus, CirclePlus, CircleX, type LucideIcon, PencilLine } from 'lucide-react'
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportOutcome } from '../../../src-shared/contract/imports.ts'
import { type RowOf, useDeskPages } from '../../api/queries.ts'
import { Button } from '../../components/button/button.tsx'
import { useAnnounce } from '../../components/feedback/announcer.tsx'
import { EmptyState } from '../../components/feedback/empty-state.tsx'
import { ErrorState } from '../../components/feedback/error-state.tsx'
import { ErrorNotice, Notice } from '../../components/feedback/notice.tsx'
import { type BadgeTone, StatusBadge } from '../../components/feedback/status-badge.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import { SegmentedFilter } from '../../components/listing/filters.tsx'
import { type Column, DataTable } from '../../components/table/data-table.tsx'
import { moreRowsOf } from '../../components/table/more-rows.ts'
import styles from './import.module.css'
import { JobProgress } from './job-progress.tsx'
import { StepBody, StepFooter, StepHeading, type StepProps } from './steps.tsx'
import type { ImportFlow, Preview } from './use-import.ts'
import { useReasonWords } from './use-reason-words.ts'

type Shown = 'all' | ImportOutcome
type Line = RowOf<'imports.lines'>

/** What the import would do, line by line, before it does anything. */
export function PreviewStep({ flow }: StepProps) {
  const { t } = useTranslation()
  const { preview, problem } = flow.state
  if (preview !== null) return <Ready flow={flow} preview={preview} />
  return (
    <>
      <StepBody>
        <StepHeading>{t('importing.preview.heading')}</StepHeading>
        {problem === null || typeof problem === 'string' ? (
          <JobProgress
            label={t('importing.preview.working')}
            hint={t('importing.preview.workingHint')}
            job={flow.job}
            cancelling={flow.state.cancelling}
            onCancel={flow.cancelJob}
          />
        ) : (
          <div className={styles.narrow}>
            <ErrorNotice error={problem} />
          </div>
        )}
      </StepBody>
      {problem === null ? null : (
        <StepFooter>
          <Button onClick={() => flow.goTo('columns')}>{t('actions.back')}</Button>
          <span className={styles.aside} />
          <Button onClick={flow.prepare}>{t('importing.preview.again')}</Button>
        </StepFooter>
      )}
    </>
  )
}

function Ready({ flow, preview }: { readonly flow: ImportFlow; readonly preview: Preview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { counts, newCustomers } = preview
  const announce = useAnnounce()
  const say = useEffectEvent(() => announce(t('importing.preview.announce', inWords(counts, format.number))))
  useEffect(() => say(), [])
  const [shown, setShown] = useState<Shown>(counts.wrong > 0 ? 'wrong' : 'all')
  const all = counts.new + counts.changed + counts.skipped + counts.wrong
  const wanted = counts.new + counts.changed
  const choices = (['all', 'new', 'changed', 'skipped', 'wrong'] as const).map((value) => ({
    value,
    label: t('importing.preview.choice', {
      name: value === 'all' ? t('importing.preview.all') : t(`importing.preview.outcomes.${value}`),
      number: format.number(value === 'all' ? all : counts[value]),
    }),
  }))
  return (
    <>
      <div className={styles.previewHead}>
        <StepHeading
          {...(newCustomers === 0
            ? {}
            : {
                intro: t('importing.preview.newCustomers', {
                  count: newCustomers,
                  formatted: format.number(newCustomers),
                }),
              })}
        >
          {t('importing.preview.heading')}
        </StepHeading>
        {flow.state.cancelled === 'import' ? <Notice>{t('importing.run.cancelled')}</Notice> : null}
        {wanted > 0 ? null : (
          <Notice tone={counts.wrong > 0 ? 'warning' : 'info'}>{t(`importing.preview.${nothingFor(counts)}`)}</Notice>
        )}
      </div>
      <div className={styles.filters}>
        <SegmentedFilter<Shown>
          label={t('importing.preview.filter')}
          choices={choices}
          value={shown}
          onChange={setShown}
        />
      </div>
      <Lines flow={flow} shown={shown} total={shown === 'all' ? all : counts[shown]} />
      <PreviewFooter flow={flow} wanted={wanted} wrong={counts.wrong} />
    </>
  )
}

/** Why there is nothing to import. */
function nothingFor({ skipped, wrong }: Preview['counts']) {
  if (skipped === 0) return 'nothingRight'
  return wrong === 0 ? 'nothing' : 'nothingElse'
}

function inWords(counts: Preview['counts'], words: (value: number) => string) {
  return {
    added: words(counts.new),
    changed: words(counts.changed),
    skipped: words(counts.skipped),
    wrong: words(counts.wrong),
  }
}

function PreviewFooter({
  flow,
  wanted,
  wrong,
}: {
  readonly flow: ImportFlow
  readonly wanted: number
  readonly wrong: number
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const box = useRef<HTMLInputElement>(null)
  const [skipWrong, setSkipWrong] = useState(false)
  const [asked, setAsked] = useState(false)
  const lacksConsent = wrong > 0 && !skipWrong
  const start = () => {
    if (!lacksConsent) return flow.start(skipWrong)
    setAsked(true)
    box.current?.focus()
  }
  return (
    <StepFooter>
      <Button onClick={() => flow.goTo('columns')}>{t('actions.back')}</Button>
      {wanted === 0 ? (
        <>
          <span className={styles.aside} />
          <Button onClick={flow.restart}>{t('importing.file.chooseAnother')}</Button>
        </>
      ) : (
        <>
          <span className={styles.aside}>
            {wrong === 0 ? null : (
              <label className={styles.check}>
                <input
                  ref={box}
                  type="checkbox"
                  checked={skipWrong}
                  aria-invalid={asked && lacksConsent}
                  aria-describedby={asked && lacksConsent ? 'skip-wrong-needed' : undefined}
                  onChange={(event) => setSkipWrong(event.target.checked)}
                />
                <span>
                  {t('importing.preview.skipWrong', { count: wrong, formatted: format.number(wrong) })}
                  {asked && lacksConsent ? (
                    <span id="skip-wrong-needed" role="alert" className={styles.checkError}>
                      <br />
                      {t('importing.preview.skipWrongNeeded')}
                    </span>
                  ) : null}
                </span>
              </label>
            )}
          </span>
          <Button variant="primary" onClick={start}>
            {t('importing.preview.start', { count: wanted, formatted: format.number(wanted) })}
          </Button>
        </>
      )}
    </StepFooter>
  )
}

function Lines({ flow, shown, total }: { readonly flow: ImportFlow; readonly shown: Shown; readonly total: number }) {
  const { t } = useTranslation()
  const reasonWords = useReasonWords()
  const columns = useLineColumns(reasonWords)
  // A reason that is too long for its column is told in full below the line.
  const [told, setTold] = useState<number | null>(null)
  const { id } = flow.state
  const pages = useDeskPages(
    'imports.lines',
    { id: id as NonNullable<typeof id>, limit: 200, ...(shown === 'all' ? {} : { outcome: shown }) },
    { enabled: id !== null },
  )
  const rows = useMemo(() => (pages.data ?? []).flatMap((page) => page.rows), [pages.data])
  if (pages.error !== null)
    return (
      <div className={styles.none}>
        <ErrorState compact error={pages.error} onRetry={() => void pages.refetch()} />
      </div>
    )
  if (total === 0)
    return (
      <div className={styles.none}>
        <EmptyState compact title={t('importing.preview.noneOfThese')} />
      </div>
    )
  return (
    <DataTable
      label={t('importing.preview.table')}
      columns={columns}
      rows={rows}
      rowId={(line) => String(line.line)}
      onOpen={({ line }) => setTold(told === line ? null : line)}
      expansion={({ line, reasons }) =>
        told === line && reasons.length > 0 ? <p className={styles.told}>{reasonWords(reasons)}</p> : null
      }
      totalRows={total}
      loading={pages.data === undefined || pages.isPlaceholderData}
      more={moreRowsOf(pages)}
    />
  )
}

const LOOKS: Readonly<Record<ImportOutcome, { readonly tone: BadgeTone; readonly icon: LucideIcon }>> = {
  new: { tone: 'positive', icon: CirclePlus },
  changed: { tone: 'accent', icon: PencilLine },
  skipped: { tone: 'neutral', icon: CircleMinus },
  wrong: { tone: 'negative', icon: CircleX },
}

function useLineColumns(reasonWords: ReturnType<typeof useReasonWords>): readonly Column<Line>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      {
        id: 'line',
        header: t('importing.preview.columns.line'),
        width: '72px',
        cell: (line) => <span className={styles.lineNumber}>{line.line}</span>,
      },
      {
        id: 'outcome',
        header: t('importing.preview.columns.outcome'),
        width: '120px',
        cell: (line) => (
          <StatusBadge tone={LOOKS[line.outcome].tone} icon={LOOKS[line.outcome].icon}>
            {t(`importing.preview.outcomes.${line.outcome}`)}
          </StatusBadge>
        ),
      },
      {
        id: 'name',
        header: t('importing.preview.columns.name'),
        width: 'minmax(160px, 1fr)',
        cell: (line) => <bdi title={line.name}>{line.name === '' ? t('none') : line.name}</bdi>,
      },
      {
        id: 'reason',
        header: t('importing.preview.columns.reason'),
        width: 'minmax(280px, 2fr)',
        cell: (line) => {
          const words = reasonWords(line.reasons)
          return (
            <span className={styles.reason} title={words === '' ? undefined : words}>
              {words}
            </span>
          )
        },
      },
    ],
    [t, reasonWords],
  )
}
