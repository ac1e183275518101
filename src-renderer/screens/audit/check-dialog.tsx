import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { DeskError } from '../../../src-shared/errors.ts'
import { type Checkpoint, checkpoint as checkpointSchema } from '../../../src-shared/schemas/checkpoints.ts'
import type { JobId } from '../../../src-shared/schemas/ids.ts'
import { useDesk } from '../../api/desk.tsx'
import { type CallInput, useDeskQuery } from '../../api/queries.ts'
import { useJob } from '../../api/use-job.ts'
import { Button } from '../../components/button/button.tsx'
import { Dialog, DialogBody, DialogFooter } from '../../components/dialog/dialog.tsx'
import { ErrorNotice, Notice } from '../../components/feedback/notice.tsx'
import { FilePicker } from '../../components/file-drop/file-picker.tsx'
import { TextAreaField } from '../../components/form/fields.tsx'
import { Form, FormProblem, useDeskForm } from '../../components/form/form.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import { useListMemory } from '../../components/listing/list-memory.tsx'
import { RunningJob } from '../../components/progress/running-job.tsx'
import { ExportCheckOutcome } from './export-check.tsx'
import { Finding } from './finding.tsx'
import styles from './proof.module.css'
import { useExportCheck } from './use-export-check.ts'

const schema = z.object({ text: z.string() })

/** Follows the trail from its first record, and says how far it is what was written (BY-6). */
export function CheckDialog({
  onShow,
  onClose,
}: {
  /** Shows the list from this record on. */
  onShow(sequence: number): void
  onClose(): void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const { call } = useDesk()
  // The check goes on while somebody looks at something else.
  const [jobId, setJobId] = useListMemory<JobId | null>('audit check', null)
  const job = useJob(jobId)
  const running = jobId !== null && (job.data === undefined ? job.isPending : job.data.state === 'running')
  const last = useDeskQuery('audit.verification', {}, { enabled: !running })
  const start = async (input: CallInput<'audit.verify'>) => setJobId((await call('audit.verify', input)).jobId)
  const form = useDeskForm({
    schema,
    defaultValues: { text: '' },
    submit: async ({ text }) => {
      const checkpoint = checkpointOf(text)
      if (checkpoint === undefined) return
      exported.clear()
      await start(checkpoint === null ? {} : { checkpoint })
    },
  })
  /** Null where none was given; undefined, and said at the field, where what was given is none. */
  const checkpointOf = (text: string): Checkpoint | null | undefined => {
    if (text.trim() === '') return null
    const checkpoint = checkpointIn(text)
    if (checkpoint !== null) return checkpoint
    form.fields.setError('text', { message: t('proof.check.unreadable') }, { shouldFocus: true })
    return undefined
  }
  const exported = useExportCheck()
  const checkExported = ([file]: readonly File[]) => {
    const checkpoint = checkpointOf(form.fields.getValues('text'))
    if (file !== undefined && checkpoint !== undefined) exported.check(file, checkpoint)
  }
  const verification = last.data?.verification ?? null
  return (
    <Dialog title={t('proof.check.title')} description={t('proof.check.hint')} size="large" onClose={onClose}>
      <Form form={form} className={styles.form}>
        <DialogBody>
          <FormProblem form={form} />
          {running && jobId !== null ? (
            <RunningJob
              id={jobId}
              job={job.data}
              label={t('proof.check.running')}
              hint={t('proof.check.runningHint')}
            />
          ) : null}
          {/* There before it has anything to say, so that what was found is announced. */}
          <div aria-live="polite" className={styles.finding}>
            <ExportCheckOutcome state={exported.state} onCancel={exported.cancel} />
            {running || exported.state.is !== 'none' ? null : (
              <>
                {job.data?.state === 'cancelled' ? <Notice>{t('proof.check.cancelled')}</Notice> : null}
                {job.data?.state === 'failed' && job.data.error !== null ? (
                  <ErrorNotice error={new DeskError(job.data.error)} />
                ) : null}
                {verification === null || last.isFetching ? null : (
                  <Finding
                    finding={verification}
                    heading={t('proof.check.last', { when: format.dateTime(verification.at) })}
                    onShow={(sequence) => {
                      onShow(sequence)
                      onClose()
                    }}
                    onTrust={(fingerprint) => void start({ trusted: [fingerprint] })}
                  />
                )}
              </>
            )}
          </div>
          {running ? null : (
            <>
              <TextAreaField
                name="text"
                label={t('proof.check.outside')}
                hint={t('proof.check.outsideHint')}
                optional
                rows={4}
                spellCheck={false}
              />
              <FileChoice onText={(text) => form.fields.setValue('text', text)} />
            </>
          )}
        </DialogBody>
        <DialogFooter>
          {running || exported.state.is === 'running' ? null : (
            <FilePicker label={t('proof.check.exported')} accept=".jsonl,.txt" quiet onFiles={checkExported} />
          )}
          <Button onClick={onClose}>{t('actions.close')}</Button>
          <Button type="submit" variant="primary" pending={running || form.pending}>
            {t(verification === null ? 'proof.check.start' : 'proof.check.again')}
          </Button>
        </DialogFooter>
      </Form>
    </Dialog>
  )
}

/** Reads a checkpoint's file into the form. */
function FileChoice({ onText }: { onText(text: string): void }) {
  const { t } = useTranslation()
  const [name, setName] = useState<string | null>(null)
  const read = async (file: File) => {
    setName(file.name)
    onText(await file.slice(0, LONGEST_FILE_BYTES).text())
  }
  return (
    <label className={styles.picker}>
      {t('proof.check.file')}
      {name === null ? null : <span className={styles.fileName}>{name}</span>}
      <input
        type="file"
        accept=".json,application/json,text/plain"
        title=""
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file !== undefined) void read(file)
          event.target.value = ''
        }}
      />
    </label>
  )
}

/** Much longer than any checkpoint is. */
const LONGEST_FILE_BYTES = 4096

function checkpointIn(text: string) {
  try {
    return checkpointSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
