import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { desktopAuditCalls } from '../../../src-shared/contract/desktop-audit.ts'
import { useDesk, useDeskEvents } from '../../api/desk.tsx'
import type { CallInput } from '../../api/queries.ts'
import { Button } from '../../components/button/button.tsx'
import { Dialog, DialogBody, DialogFooter } from '../../components/dialog/dialog.tsx'
import { SelectField } from '../../components/form/fields.tsx'
import { Form, FormProblem, useDeskForm } from '../../components/form/form.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import { ProgressBar } from '../../components/progress/progress-bar.tsx'
import { useToasts } from '../../components/toast/toast.tsx'
import styles from './proof.module.css'

type Filter = Omit<CallInput<'desktop.exportTrail'>, 'format'>

const schema = desktopAuditCalls['desktop.exportTrail'].input

/** Takes the records that pass the list's filters away in a file. */
export function ExportDialog({ filter, onClose }: { readonly filter: Filter; onClose(): void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { call } = useDesk()
  const toasts = useToasts()
  const [progress, setProgress] = useState<{ completed: number; total: number } | null>(null)
  useDeskEvents((event) => {
    if (event.name === 'trail.exporting') setProgress(event)
  })
  const form = useDeskForm({
    schema,
    defaultValues: { ...filter, format: 'json-lines' },
    submit: async (wanted) => {
      try {
        const { path, records } = await call('desktop.exportTrail', wanted)
        if (path === null) return
        toasts.show({ message: t('proof.export.saved', { records: format.number(records), path }) })
        onClose()
      } finally {
        setProgress(null)
      }
    },
  })
  const cancel = () => void call('desktop.cancelExport', {})
  return (
    <Dialog
      title={t('proof.export.title')}
      description={t('proof.export.hint')}
      onClose={() => {
        if (form.pending) cancel()
        else onClose()
      }}
    >
      <Form form={form} className={styles.form}>
        <DialogBody>
          <FormProblem form={form} />
          <SelectField
            name="format"
            label={t('proof.export.format')}
            hint={Object.keys(filter).length > 0 ? t('proof.export.wholeOnly') : undefined}
            choices={[
              { value: 'json-lines', label: t('proof.export.jsonLines') },
              { value: 'csv', label: t('proof.export.csv') },
            ]}
            disabled={form.pending}
          />
          {form.pending ? (
            <ProgressBar
              label={t('proof.export.running')}
              completed={progress?.completed ?? 0}
              total={progress?.total ?? null}
            />
          ) : null}
        </DialogBody>
        <DialogFooter>
          <Button onClick={form.pending ? cancel : onClose}>{t('actions.cancel')}</Button>
          <Button type="submit" variant="primary" pending={form.pending}>
            {t('proof.export.start')}
          </Button>
        </DialogFooter>
      </Form>
    </Dialog>
  )
}
