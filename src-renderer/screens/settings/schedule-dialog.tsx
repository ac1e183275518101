import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { backupCalls } from '../../../src-shared/contract/backups.ts'
import { newPassword } from '../../../src-shared/schemas/people.ts'
import { useDesk } from '../../api/desk.tsx'
import type { CallOutput } from '../../api/queries.ts'
import { NewPassphrase, refuseDiffering } from '../../components/backups/new-passphrase.tsx'
import { Button } from '../../components/button/button.tsx'
import { FormDialog } from '../../components/dialog/form-dialog.tsx'
import { Notice } from '../../components/feedback/notice.tsx'
import { CheckboxField, FieldRow, SelectField, TextField } from '../../components/form/fields.tsx'
import { useDeskForm } from '../../components/form/form.tsx'
import { useToasts } from '../../components/toast/toast.tsx'

type Backups = CallOutput<'backups.get'>

/** Both fields of the passphrase left empty keep the one that there is. */
const scheduleForm = backupCalls['backups.schedule'].input
  .extend({
    keep: z.coerce.number<string>().int().min(1).max(1_000),
    passphrase: z.union([z.literal(''), newPassword]),
    passphraseAgain: z.string(),
  })
  .superRefine(refuseDiffering)

/** How backups are made by themselves. */
export function ScheduleDialog({ backups, onClose }: { readonly backups: Backups; onClose(): void }) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const toasts = useToasts()
  const [changing, setChanging] = useState(!backups.hasPassphrase)
  const { schedule } = backups
  const form = useDeskForm({
    schema: scheduleForm,
    defaultValues: {
      enabled: schedule?.enabled ?? true,
      folder: schedule?.folder ?? '',
      every: schedule?.every ?? 'day',
      keep: String(schedule?.keep ?? 14),
      passphrase: '',
      passphraseAgain: '',
    },
    submit: async ({ passphraseAgain: _again, passphrase, ...wanted }) => {
      await call('backups.schedule', { ...wanted, ...(passphrase === '' ? {} : { passphrase }) })
      toasts.show({ message: t('backups.scheduled') })
      onClose()
    },
  })
  return (
    <FormDialog
      title={t('backups.scheduleTitle')}
      description={t('backups.scheduleIntro')}
      form={form}
      submitLabel={t('actions.save')}
      onClose={onClose}
    >
      <CheckboxField name="enabled" label={t('backups.enabled')} hint={t('backups.enabledHint')} />
      <TextField
        name="folder"
        label={t('backups.folder')}
        hint={t('backups.folderHint')}
        autoComplete="off"
        spellCheck={false}
        autoFocus
      />
      <FieldRow>
        <SelectField
          name="every"
          label={t('backups.every')}
          choices={(['day', 'week'] as const).map((value) => ({ value, label: t(`backups.everyChoices.${value}`) }))}
        />
        <TextField name="keep" label={t('backups.keep')} hint={t('backups.keepHint')} inputMode="numeric" />
      </FieldRow>
      {changing ? (
        <NewPassphrase />
      ) : (
        <Notice
          action={
            <Button size="small" onClick={() => setChanging(true)}>
              {t('backups.changePassphrase')}
            </Button>
          }
        >
          {t('backups.passphraseKept')}
        </Notice>
      )}
    </FormDialog>
  )
}
