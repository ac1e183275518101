import { Copy, ShieldCheck } from 'lucide-react'
import { useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Job } from '../../../src-shared/contract/jobs.ts'
import { DeskError } from '../../../src-shared/errors.ts'
import type { JobId } from '../../../src-shared/schemas/ids.ts'
import { type CallOutput, useDeskChange, useDeskQuery } from '../../api/queries.ts'
import { useJob } from '../../api/use-job.ts'
import { Button, IconButton } from '../../components/button/button.tsx'
import { copyText } from '../../components/clipboard/copy-text.ts'
import { useAnnounce } from '../../components/feedback/announcer.tsx'
import { ErrorState } from '../../components/feedback/error-state.tsx'
import { ErrorNotice, Notice } from '../../components/feedback/notice.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import { useSizeWords } from '../../components/format/use-size-words.ts'
import { useListMemory } from '../../components/listing/list-memory.tsx'
import { Details, Section } from '../../components/page/page.tsx'
import { RunningJob } from '../../components/progress/running-job.tsx'
import { useToasts } from '../../components/toast/toast.tsx'
import { BackupSection } from './backup-section.tsx'
import { CopySection } from './copy-section.tsx'
import styles from './settings.module.css'
import { useFigure } from './use-figure.ts'

type Info = CallOutput<'store.info'>

/** Where everything is kept, how much that is, and whether it is sound. */
export function StoreSection() {
  const info = useDeskQuery('store.info', {})
  if (info.data !== undefined)
    return (
      <>
        <Facts info={info.data} />
        <Integrity info={info.data} />
        <BackupSection />
        <CopySection />
      </>
    )
  if (info.isError) return <ErrorState compact error={info.error} onRetry={() => void info.refetch()} />
  return null
}

function Facts({ info }: { readonly info: Info }) {
  const { t } = useTranslation()
  const format = useFormat()
  const sizeWords = useSizeWords()
  const figure = useFigure()
  const desktop = useDeskQuery('desktop.info', {})
  const folder = desktop.data?.dataFolder
  return (
    <Section title={t('settings.store.title')} hint={t('settings.store.hint')}>
      <div className={styles.facts}>
        <Details
          items={[
            ...(folder === undefined
              ? []
              : [
                  {
                    label: t('settings.store.folder'),
                    value: <Path path={folder} copyLabel={t('settings.store.copyFolder')} />,
                  },
                ]),
            {
              label: t('settings.store.file'),
              value: <Path path={info.path} copyLabel={t('settings.store.copyFile')} />,
            },
          ]}
        />
        <Details
          items={[
            { label: t('settings.store.size'), value: sizeWords(info.sizeBytes) },
            { label: t('settings.store.version'), value: format.number(info.version) },
            { label: t('settings.store.tokens'), value: figure(info.tokens) },
            { label: t('settings.store.users'), value: figure(info.users) },
            { label: t('settings.store.contacts'), value: figure(info.contacts) },
            { label: t('settings.store.auditRecords'), value: format.number(info.auditRecords) },
          ]}
        />
      </div>
    </Section>
  )
}

function Path({ path, copyLabel }: { readonly path: string; readonly copyLabel: string }) {
  const { t } = useTranslation()
  const toasts = useToasts()
  const copy = () =>
    toasts.show(
      copyText(path)
        ? { message: t('settings.store.copied') }
        : { tone: 'error', message: t('settings.store.notCopied') },
    )
  return (
    <span className={styles.path}>
      <code>{path}</code>
      <IconButton size="small" icon={Copy} label={copyLabel} onClick={copy} />
    </span>
  )
}

function Integrity({ info }: { readonly info: Info }) {
  const { t } = useTranslation()
  const announce = useAnnounce()
  const start = useDeskChange('store.check')
  // The check goes on while somebody looks at another screen.
  const [jobId, setJobId] = useListMemory<JobId | null>('settings store check', null)
  const job = useJob(jobId)
  const ended = useEffectEvent((state: Job['state']) => {
    if (state === 'cancelled') announce(t('settings.store.cancelled'))
  })
  const state = job.data?.state
  useEffect(() => {
    if (state !== undefined && state !== 'running') ended(state)
  }, [state])
  const running = jobId !== null && (job.data === undefined ? job.isPending : job.data.state === 'running')
  const check = () => start.mutate({}, { onSuccess: (started) => setJobId(started.jobId) })
  return (
    <Section
      title={t('settings.store.checkTitle')}
      hint={t('settings.store.checkHint')}
      actions={
        <Button icon={ShieldCheck} pending={running || start.isPending} onClick={check}>
          {t('settings.store.check')}
        </Button>
      }
    >
      <div className={styles.check}>
        <ErrorNotice error={start.error} />
        {job.data?.state === 'failed' ? <ErrorNotice error={failureOf(job.data)} /> : null}
        {job.data?.state === 'cancelled' ? <Notice>{t('settings.store.cancelled')}</Notice> : null}
        {running && jobId !== null ? (
          <RunningJob
            id={jobId}
            job={job.data}
            label={t('settings.store.checking')}
            hint={t('settings.store.checkingHint')}
          />
        ) : (
          <LastCheck info={info} />
        )}
      </div>
    </Section>
  )
}

function failureOf({ error }: Job): DeskError | null {
  return error === null ? null : new DeskError(error)
}

/** What the last check found. It is announced where it is new. */
function LastCheck({ info: { lastCheck } }: { readonly info: Info }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (lastCheck === null) return <p role="status">{t('settings.store.neverChecked')}</p>
  const when = format.dateTime(lastCheck.at)
  if (lastCheck.result === 'sound') return <p role="status">{t('settings.store.sound', { when })}</p>
  return (
    <Notice tone="error">
      <p>{t('settings.store.damaged', { when })}</p>
      <ul>
        {lastCheck.problems.map((problem) => (
          <li key={problem}>
            <code>{problem}</code>
          </li>
        ))}
      </ul>
    </Notice>
  )
}
