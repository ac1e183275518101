import { useTranslation } from 'react-i18next'
import type { User } from '../../../src-shared/schemas/people.ts'
import { useDeskChange } from '../../api/queries.ts'
import { ConfirmDialog } from '../dialog/confirm-dialog.tsx'
import { useToasts } from '../toast/toast.tsx'

/** Asks before a user is deactivated or reactivated, and says what becomes of sessions and tokens. */
export function ActivityDialog({ user, onClose }: { readonly user: User; onClose(): void }) {
  const { t } = useTranslation()
  const toasts = useToasts()
  const deactivate = useDeskChange('users.deactivate')
  const reactivate = useDeskChange('users.reactivate')
  const target = { id: user.id, version: user.version }
  const isPerson = user.kind === 'person'
  if (user.active)
    return (
      <ConfirmDialog
        title={t('users.confirmDeactivate')}
        text={
          <>
            {isPerson ? <p>{t('users.confirmDeactivateSessions')}</p> : null}
            <p>{t('users.confirmDeactivateText', { count: user.tokenCount })}</p>
          </>
        }
        confirmLabel={t('users.deactivate')}
        onClose={onClose}
        onConfirm={async () => {
          await deactivate.mutateAsync(target)
          toasts.show({ message: t('users.deactivated', { name: user.fullName }) })
        }}
      />
    )
  return (
    <ConfirmDialog
      title={t('users.confirmReactivate')}
      text={
        <>
          {isPerson ? <p>{t('users.confirmReactivatePerson')}</p> : null}
          <p>{t('users.confirmReactivateText', { count: user.tokenCount })}</p>
        </>
      }
      confirmLabel={t('users.reactivate')}
      tone="primary"
      onClose={onClose}
      onConfirm={async () => {
        await reactivate.mutateAsync(target)
        toasts.show({ message: t('users.reactivated', { name: user.fullName }) })
      }}
    />
  )
}
