import { ServerCog } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { desktopStoreCalls, type StoreProfile } from '../../../src-shared/contract/stores.ts'
import { DeskError } from '../../../src-shared/errors.ts'
import type { JobId } from '../../../src-shared/schemas/ids.ts'
import { useDesk } from '../../api/desk.tsx'
import { type CallOutput, useDeskQuery } from '../../api/queries.ts'
import { useJob } from '../../api/use-job.ts'
import { Button } from '../../components/button/button.tsx'
import { FormDialog } from '../../components/dialog/form-dialog.tsx'
import { ErrorNotice, Notice } from '../../components/feedback/notice.tsx'
import { SelectField, TextField } from '../../components/form/fields.tsx'
import { useDeskForm } from '../../components/form/form.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import { useListMemory } from '../../components/listing/list-memory.tsx'
import { Details, Section } from '../../components/page/page.tsx'
import { RunningJob } from '../../components/progress/running-job.tsx'
import { useStoreName, useStores } from '../../components/stores/stores.tsx'
import styles from './settings.module.css'

/** A copy that was begun: to which server, and the job that makes it. */
interface Begun {
  readonly to: string
  readonly jobId: JobId
}

/** Brings the store of this computer to a server, where several work on it (DC-3). */
export function CopySection() {
  const { t } = useTranslation()
  const { stores, current, addServer, switchTo } = useStores()
  const nameOf = useStoreName()
  const [open, setOpen] = useState(false)
  // The copy goes on while somebody looks at another screen.
  const [begun, setBegun] = useListMemory<Begun | null>('settings store copy', null)
  const job = useJob(begun?.jobId ?? null)
  if (current.kind !== 'local') return null
  const servers = stores.filter(({ kind }) => kind === 'remote')
  const to = servers.find(({ id }) => id === begun?.to)
  const name = to === undefined ? '' : nameOf(to)
  const running = begun !== null && (job.data === undefined ? job.isPending : job.data.state === 'running')
  return (
    <Section
      title={t('copying.title')}
      hint={t('copying.hint')}
      actions={
        <Button icon={ServerCog} pending={running} onClick={() => (servers.length === 0 ? addServer() : setOpen(true))}>
          {t(servers.length === 0 ? 'stores.connectTo' : 'copying.open')}
        </Button>
      }
    >
      <div className={styles.check}>
        {begun === null ? <p>{t(servers.length === 0 ? 'copying.noServer' : 'copying.before')}</p> : null}
        {running && begun !== null ? (
          <RunningJob
            id={begun.jobId}
            job={job.data}
            label={t('copying.running', { name })}
            hint={t('copying.runningHint')}
          />
        ) : null}
        {job.data?.state === 'failed' && job.data.error !== null ? (
          <ErrorNotice error={new DeskError(job.data.error)} />
        ) : null}
        {job.data?.state === 'cancelled' ? <Notice>{t('copying.cancelled')}</Notice> : null}
        {job.data?.state === 'done' && to !== undefined ? (
          <>
            <Notice>{t('copying.done', { name })}</Notice>
            <div>
              <Button variant="primary" onClick={() => switchTo(to)}>
                {t('copying.goOver', { name })}
              </Button>
            </div>
          </>
        ) : null}
      </div>
      {open ? <CopyDialog servers={servers} onBegun={setBegun} onClose={() => setOpen(false)} /> : null}
    </Section>
  )
}

const schema = desktopStoreCalls['desktop.startCopy'].input

function CopyDialog({
  servers,
  onBegun,
  onClose,
}: {
  readonly servers: readonly StoreProfile[]
  onBegun(begun: Begun): void
  onClose(): void
}) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const nameOf = useStoreName()
  const [id, setId] = useState(servers[0]?.id ?? '')
  const preview = useDeskQuery('desktop.previewCopy', { id })
  const { refetch } = preview
  // What was true of a server a moment ago need not be so any more.
  useEffect(() => void refetch(), [refetch])
  const known = preview.isFetching ? undefined : preview.data
  const isWanted = known?.outcome === 'copied'
  const form = useDeskForm({
    schema,
    defaultValues: { id, setupCode: '' },
    submit: async (wanted) => {
      const { jobId } = await call('desktop.startCopy', wanted)
      onBegun({ to: wanted.id, jobId })
      onClose()
    },
  })
  return (
    <FormDialog
      title={t('copying.dialog')}
      description={t('copying.intro')}
      form={form}
      submitLabel={t('copying.start')}
      submitDisabled={!isWanted}
      onClose={onClose}
    >
      <SelectField
        name="id"
        label={t('copying.server')}
        choices={servers.map((server) => ({ value: server.id, label: `${nameOf(server)} · ${server.address}` }))}
        onChangeValue={setId}
        autoFocus
      />
      <div aria-live="polite" aria-busy={preview.isFetching}>
        {preview.isError && !preview.isFetching ? <ErrorNotice error={preview.error} /> : null}
        {preview.isFetching ? <p>{t('copying.asking')}</p> : null}
        {known === undefined ? null : <Preview preview={known} />}
      </div>
      {isWanted ? (
        <TextField
          name="setupCode"
          label={t('copying.setupCode')}
          hint={t('copying.setupCodeHint')}
          autoCapitalize="characters"
          autoComplete="off"
          spellCheck={false}
        />
      ) : null}
    </FormDialog>
  )
}

/** What the copy would bring, or why there is nothing to bring. */
function Preview({ preview: { outcome, counts } }: { readonly preview: CallOutput<'desktop.previewCopy'> }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (outcome !== 'copied') return <Notice>{t(`copying.outcomes.${outcome}`)}</Notice>
  const parts = ['tokens', 'users', 'contacts', 'customers', 'modules', 'resourceServers', 'auditRecords'] as const
  return (
    <>
      <p className={styles.partHint}>{t('copying.brings')}</p>
      <Details
        items={parts.map((part) => ({ label: t(`copying.counts.${part}`), value: format.number(counts[part]) }))}
      />
    </>
  )
}
