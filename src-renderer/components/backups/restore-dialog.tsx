import { FolderOpen } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { desktopBackupCalls } from '../../../src-shared/contract/backups.ts'
import { useDesk } from '../../api/desk.tsx'
import type { CallOutput } from '../../api/queries.ts'
import { Button } from '../button/button.tsx'
import { FormDialog } from '../dialog/form-dialog.tsx'
import { PasswordField, TextField } from '../form/fields.tsx'
import { useDeskForm } from '../form/form.tsx'
import { useFormat } from '../format/use-format.ts'
import { Details } from '../page/page.tsx'
import { useToasts } from '../toast/toast.tsx'

type Content = CallOutput<'desktop.inspectBackup'>

/** Restores a backup in the place of the store of this computer: which file, what it holds, and only then the restore. */
export function RestoreDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const toasts = useToasts()
  const hasDialog = useFileDialog()
  const [content, setContent] = useState<Content | null>(null)
  const form = useDeskForm({
    schema: desktopBackupCalls['desktop.restoreBackup'].input,
    defaultValues: { path: '', passphrase: '' },
    submit: async (backup) => {
      if (content === null) return setContent(await call('desktop.inspectBackup', backup))
      const { before } = await call('desktop.restoreBackup', backup)
      onClose()
      toasts.show({ message: before === null ? t('backups.restored') : t('backups.restoredOver', { before }) })
    },
  })
  const choose = async () => {
    const { path } = await call('desktop.chooseBackup', {})
    if (path !== null) form.fields.setValue('path', path, { shouldDirty: true, shouldValidate: true })
  }
  return (
    <FormDialog
      title={t('backups.restoreTitle')}
      description={t('backups.restoreIntro')}
      form={form}
      submitLabel={t(content === null ? 'backups.look' : 'backups.restoreNow')}
      onClose={onClose}
    >
      {content === null ? (
        <>
          <TextField
            name="path"
            label={t('backups.file')}
            hint={t('backups.fileHint')}
            autoComplete="off"
            spellCheck={false}
            autoFocus
          />
          {hasDialog ? (
            <div>
              <Button icon={FolderOpen} onClick={() => void choose()}>
                {t('backups.choose')}
              </Button>
            </div>
          ) : null}
          <PasswordField name="passphrase" label={t('backups.passphrase')} />
        </>
      ) : (
        <Holds content={content} />
      )}
    </FormDialog>
  )
}

/** Whether this desktop has a dialog to choose a file in. Asked without what is cached for who is signed in: nobody may be. */
function useFileDialog(): boolean {
  const { call } = useDesk()
  const [hasDialog, setHasDialog] = useState(false)
  useEffect(() => {
    call('desktop.info', {}).then(
      ({ shell }) => setHasDialog(shell === 'electron'),
      () => {},
    )
  }, [call])
  return hasDialog
}

/** What the backup says of itself. It is announced: the button that led here now means something else. */
function Holds({ content: { madeAt, madeBy, version, counts } }: { readonly content: Content }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tables = {
    tokens: 'tokens',
    users: 'users',
    contacts: 'contacts',
    customers: 'customers',
    resource_servers: 'resourceServers',
    audit: 'auditRecords',
  } as const
  return (
    <div role="status">
      <Details
        items={[
          { label: t('backups.madeAt'), value: format.dateTime(madeAt) },
          { label: t('backups.madeBy'), value: madeBy },
          { label: t('backups.version'), value: version },
          ...Object.entries(tables).map(([table, name]) => ({
            label: t(`copying.counts.${name}`),
            value: format.number(counts[table] ?? 0),
          })),
        ]}
      />
    </div>
  )
}
