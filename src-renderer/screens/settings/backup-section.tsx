import { Archive, ArchiveRestore, CalendarClock } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { desktopBackupCalls } from '../../../src-shared/contract/backups.ts'
import { DeskError } from '../../../src-shared/errors.ts'
import type { JobId } from '../../../src-shared/schemas/ids.ts'
import { useDesk } from '../../api/desk.tsx'
import { type CallOutput, useDeskQuery } from '../../api/queries.ts'
import { useJob } from '../../api/use-job.ts'
import { NewPassphrase, refuseDiffering } from '../../components/backups/new-passphrase.tsx'
import { RestoreDialog } from '../../components/backups/restore-dialog.tsx'
import { Button } from '../../components/button/button.tsx'
import { FormDialog } from '../../components/dialog/form-dialog.tsx'
import { useErrorWords } from '../../components/errors/use-error-words.ts'
import { Notice } from '../../components/feedback/notice.tsx'
import { useDeskForm } from '../../components/form/form.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import { useListMemory } from '../../components/listing/list-memory.tsx'
import { Section } from '../../components/page/page.tsx'
import { RunningJob } from '../../components/progress/running-job.tsx'
import { ScheduleDialog } from './schedule-dialog.tsx'
import styles from './settings.module.css'

type Backups = CallOutput<'backups.get'>
interface Begun {
  readonly path: string
  readonly jobId: JobId
}

/** Backups of the store: one now, those that are made by themselves, and back again. */
export function BackupSection() {
  const { t } = useTranslation()
  const backups = useDeskQuery('backups.get', {}, { everyMs: 30_000 })
  const [open, setOpen] = useState<'backup' | 'schedule' | 'restore' | null>(null)
  // The backup goes on while somebody looks at another screen.
  const [begun, setBegun] = useListMemory<Begun | null>('settings backup', null)
  const job = useJob(begun?.jobId ?? null)
  const running = begun !== null && (job.data === undefined ? job.isPending : job.data.state === 'running')
  const close = () => setOpen(null)
  const { refetch } = backups
  const state = job.data?.state
  // One that failed leaves no record, and so announces nothing.
  useEffect(() => {
    if (state !== undefined && state !== 'running') void refetch()
  }, [state, refetch])
  if (backups.data === undefined) return null
  if (!backups.data.here)
    return (
      <Section title={t('backups.title')} hint={t('backups.hint')}>
        <div className={styles.check}>
          <p>{t('backups.byHost')}</p>
          <Last last={backups.data.last} />
        </div>
      </Section>
    )
  return (
    <Section
      title={t('backups.title')}
      hint={t('backups.hint')}
      actions={
        <Button icon={Archive} pending={running} onClick={() => setOpen('backup')}>
          {t('backups.now')}
        </Button>
      }
    >
      <div className={styles.check}>
        {running && begun !== null ? (
          <RunningJob id={begun.jobId} job={job.data} label={t('backups.running')} hint={t('backups.runningHint')} />
        ) : (
          <Last last={backups.data.last} />
        )}
        {state === 'cancelled' ? <Notice>{t('backups.cancelled')}</Notice> : null}
        <Schedule schedule={backups.data.schedule} />
        <div className={styles.actions}>
          <Button icon={CalendarClock} onClick={() => setOpen('schedule')}>
            {t('backups.scheduleOpen')}
          </Button>
          <Button icon={ArchiveRestore} disabled={running} onClick={() => setOpen('restore')}>
            {t('backups.restoreOpen')}
          </Button>
        </div>
      </div>
      {open === 'backup' ? <BackupDialog onBegun={setBegun} onClose={close} /> : null}
      {open === 'schedule' ? <ScheduleDialog backups={backups.data} onClose={close} /> : null}
      {open === 'restore' ? <RestoreDialog onClose={close} /> : null}
    </Section>
  )
}

function Schedule({ schedule }: Pick<Backups, 'schedule'>) {
  const { t } = useTranslation()
  if (schedule?.enabled !== true) return <p>{t('backups.scheduleOff')}</p>
  const { every, folder, keep } = schedule
  return <p>{t(`backups.scheduleOn.${every}`, { folder, keep })}</p>
}

/** What became of the last backup, with what went wrong. */
function Last({ last }: { readonly last: Backups['last'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const wordsFor = useErrorWords()
  if (last === null) return <p role="status">{t('backups.never')}</p>
  const when = format.dateTime(last.at)
  if (last.error === null) return <p role="status">{t('backups.last', { when, file: last.file ?? '' })}</p>
  return (
    <Notice tone="error">
      <p>
        {t('backups.failed', { when })} {wordsFor(new DeskError(last.error))}
      </p>
      <p>
        {last.madeAt === null ? t('backups.noneMade') : t('backups.lastMade', { when: format.dateTime(last.madeAt) })}
      </p>
    </Notice>
  )
}

const newBackup = desktopBackupCalls['desktop.backUp'].input
  .extend({ passphraseAgain: z.string() })
  .superRefine(refuseDiffering)

function BackupDialog({ onBegun, onClose }: { onBegun(begun: Begun): void; onClose(): void }) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const form = useDeskForm({
    schema: newBackup,
    defaultValues: { passphrase: '', passphraseAgain: '' },
    submit: async ({ passphrase }) => {
      const { path, jobId } = await call('desktop.backUp', { passphrase })
      if (path === null || jobId === null) return
      onBegun({ path, jobId })
      onClose()
    },
  })
  return (
    <FormDialog
      title={t('backups.dialog')}
      description={t('backups.hint')}
      form={form}
      submitLabel={t('backups.start')}
      onClose={onClose}
    >
      <NewPassphrase autoFocus />
    </FormDialog>
  )
}
