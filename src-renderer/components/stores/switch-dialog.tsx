import { useTranslation } from 'react-i18next'
import type { StoreProfile } from '../../../src-shared/contract/stores.ts'
import { useDesk } from '../../api/desk.tsx'
import { ConfirmDialog } from '../dialog/confirm-dialog.tsx'
import { useStoreName } from './stores.tsx'

/** Asks before whoever is signed in is signed out to go over to another store. */
export function SwitchDialog({ to, onClose }: { readonly to: StoreProfile; onClose(): void }) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const nameOf = useStoreName()
  return (
    <ConfirmDialog
      title={t('stores.switching.title', { name: nameOf(to) })}
      text={t('stores.switching.text')}
      confirmLabel={t('stores.switching.confirm')}
      tone="primary"
      onConfirm={() => call('desktop.useStore', { id: to.id })}
      onClose={onClose}
    />
  )
}
