import { useNavigate } from '@tanstack/react-router'
import { CalendarPlus, ChartColumn, KeyRound, Table2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type CallOutput, useDeskChange, useDeskQuery } from '../../api/queries.ts'
import { useSession } from '../../api/session.tsx'
import { ownTimeZone } from '../../api/tokens.ts'
import { Button } from '../../components/button/button.tsx'
import { useErrorWords } from '../../components/errors/use-error-words.ts'
import { EmptyState } from '../../components/feedback/empty-state.tsx'
import { ErrorState } from '../../components/feedback/error-state.tsx'
import { Page, PageBody, PageHeader, Section } from '../../components/page/page.tsx'
import { useToasts } from '../../components/toast/toast.tsx'
import { BackupWarning } from './backup-warning.tsx'
import { ExpirationsTable } from './expirations-table.tsx'
import styles from './overview.module.css'
import { Attention, StatusTiles, TilesAtRest } from './tiles.tsx'

/** The chart's library is large: it is fetched once somebody looks at the chart, so that no start waits for it. */
const ExpirationsChart = lazy(async () => ({ default: (await import('./expirations-chart.tsx')).ExpirationsChart }))

/** How often figures are asked for that the clock changes. */
const EVERY_MS = 30_000

type Figures = CallOutput<'overview.get'>

/** Figures about the tokens that the operator may see. Each opens the list of what it counts. */
export function OverviewScreen() {
  const { t } = useTranslation()
  const figures = useDeskQuery('overview.get', {}, { everyMs: EVERY_MS })
  const isEmpty = figures.data?.byStatusAndOwnerKind.every(({ count }) => count === 0) === true
  return (
    <Page>
      <PageHeader title={t('overview.title')} actions={isEmpty ? null : <SaveCalendar />} />
      <PageBody>
        <BackupWarning />
        {figures.isError && figures.data === undefined ? (
          <ErrorState error={figures.error} onRetry={() => void figures.refetch()} />
        ) : isEmpty ? (
          <NoTokens />
        ) : (
          <Everything figures={figures.data} />
        )}
      </PageBody>
    </Page>
  )
}

function Everything({ figures }: { readonly figures: Figures | undefined }) {
  const { t } = useTranslation()
  return (
    <>
      <Section title={t('overview.byStatus')}>
        {figures === undefined ? <TilesAtRest count={4} /> : <StatusTiles groups={figures.byStatusAndOwnerKind} />}
      </Section>
      <Section title={t('overview.attention')} hint={t('overview.attentionHint')}>
        {figures === undefined ? <TilesAtRest count={5} /> : <Attention figures={figures} />}
      </Section>
      <Expirations />
    </>
  )
}

function Expirations() {
  const { t } = useTranslation()
  const [shown, setShown] = useState<'chart' | 'table'>('chart')
  const expirations = useDeskQuery('overview.expirations', { timeZone: ownTimeZone() }, { everyMs: EVERY_MS })
  const weeks = expirations.data?.weeks
  const toggle =
    shown === 'chart' ? (
      <Button size="small" icon={Table2} onClick={() => setShown('table')}>
        {t('overview.chart.showTable')}
      </Button>
    ) : (
      <Button size="small" icon={ChartColumn} onClick={() => setShown('chart')}>
        {t('overview.chart.showChart')}
      </Button>
    )
  return (
    <Section
      title={t('overview.chart.title')}
      hint={t('overview.chart.hint')}
      actions={toggle}
      flush={shown === 'table'}
    >
      {expirations.isError && weeks === undefined ? (
        <ErrorState compact error={expirations.error} onRetry={() => void expirations.refetch()} />
      ) : weeks === undefined ? (
        <ChartAtRest />
      ) : shown === 'table' ? (
        <ExpirationsTable weeks={weeks} />
      ) : (
        <Suspense fallback={<ChartAtRest />}>
          <ExpirationsChart weeks={weeks} />
        </Suspense>
      )}
    </Section>
  )
}

function ChartAtRest() {
  return <div className={styles.chartAtRest} aria-busy />
}

function SaveCalendar() {
  const { t } = useTranslation()
  const toasts = useToasts()
  const wordsFor = useErrorWords()
  const saving = useDeskChange('desktop.saveCalendar')
  const save = () =>
    saving.mutate(
      { words: t('overview.calendar', { returnObjects: true }) },
      {
        onSuccess: ({ path, events, more }) => {
          if (path === null) return
          toasts.show({ message: t(more ? 'overview.savedPart' : 'overview.saved', { count: events, path }) })
        },
        onError: (error) => toasts.show({ tone: 'error', message: wordsFor(error) }),
      },
    )
  return (
    <Button icon={CalendarPlus} pending={saving.isPending} onClick={save}>
      {t('overview.saveCalendar')}
    </Button>
  )
}

function NoTokens() {
  const { t } = useTranslation()
  const { may } = useSession()
  const navigate = useNavigate()
  return (
    <EmptyState
      icon={KeyRound}
      title={t('overview.empty')}
      hint={may('contacts.read') ? t('overview.emptyHint') : t('overview.emptyOwn')}
    >
      {may('contacts.read') ? (
        <Button variant="primary" onClick={() => void navigate({ to: '/contacts' })}>
          {t('overview.openContacts')}
        </Button>
      ) : null}
      {may('users.read') ? (
        <Button onClick={() => void navigate({ to: '/users' })}>{t('overview.openUsers')}</Button>
      ) : null}
    </EmptyState>
  )
}
