import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { desktopStoreCalls, type StoreProfile } from '../../../src-shared/contract/stores.ts'
import { useDesk } from '../../api/desk.tsx'
import { Button } from '../button/button.tsx'
import { ConfirmDialog } from '../dialog/confirm-dialog.tsx'
import { Dialog, DialogBody, DialogFooter } from '../dialog/dialog.tsx'
import { FormDialog } from '../dialog/form-dialog.tsx'
import { useDeskForm } from '../form/form.tsx'
import { MoreMenu } from '../menu/menu.tsx'
import { useToasts } from '../toast/toast.tsx'
import { LookFields } from './look-fields.tsx'
import { StoreMark } from './store-mark.tsx'
import styles from './stores.module.css'
import { useStoreName, useStores } from './stores.tsx'

type Open = { readonly is: 'list' } | { readonly is: 'edit' | 'remove'; readonly store: StoreProfile }

/** The stores that this desktop knows: their names and colours, and which of the services it forgets. */
export function ManageDialog({ onClose }: { onClose(): void }) {
  const [open, setOpen] = useState<Open>({ is: 'list' })
  const back = () => setOpen({ is: 'list' })
  switch (open.is) {
    case 'list':
      return <List onOpen={setOpen} onClose={onClose} />
    case 'edit':
      return <EditStore store={open.store} onClose={back} />
    case 'remove':
      return <RemoveStore store={open.store} onClose={back} />
  }
}

function List({ onOpen, onClose }: { onOpen(open: Open): void; onClose(): void }) {
  const { t } = useTranslation()
  const { stores, current, connect, switchTo } = useStores()
  const nameOf = useStoreName()
  return (
    <Dialog title={t('stores.managing.title')} size="large" onClose={onClose}>
      <DialogBody>
        <ul className={styles.list}>
          {stores.map((store) => (
            <li key={store.id}>
              <StoreMark colour={store.colour} />
              <span className={styles.listName}>
                <bdi>{nameOf(store)}</bdi>
                <span>
                  <bdi>{store.address ?? t('stores.local')}</bdi>
                </span>
              </span>
              {store.id === current.id ? (
                <span className={styles.inUse}>{t('stores.managing.current')}</span>
              ) : (
                <Button
                  size="small"
                  aria-label={t('stores.managing.use', { name: nameOf(store) })}
                  onClick={() => {
                    onClose()
                    switchTo(store)
                  }}
                >
                  {t('stores.managing.useShort')}
                </Button>
              )}
              <MoreMenu
                label={t('actions.moreFor', { name: nameOf(store) })}
                items={[
                  { label: t('actions.edit'), onSelect: () => onOpen({ is: 'edit', store }) },
                  ...(store.kind === 'local'
                    ? []
                    : [
                        {
                          label: t('stores.managing.removeConfirm'),
                          tone: 'danger' as const,
                          onSelect: () => onOpen({ is: 'remove', store }),
                        },
                      ]),
                ]}
              />
            </li>
          ))}
        </ul>
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>{t('actions.close')}</Button>
        <Button variant="primary" onClick={connect}>
          {t('stores.connectTo')}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}

const schema = desktopStoreCalls['desktop.changeStore'].input.omit({ id: true })

function EditStore({ store, onClose }: { readonly store: StoreProfile; onClose(): void }) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const toasts = useToasts()
  const nameOf = useStoreName()
  const form = useDeskForm({
    schema,
    defaultValues: { name: nameOf(store), colour: store.colour },
    submit: async (look) => {
      await call('desktop.changeStore', { id: store.id, ...look })
      toasts.show({ message: t('stores.managing.saved') })
      onClose()
    },
  })
  return (
    <FormDialog title={t('stores.managing.editTitle')} form={form} submitLabel={t('actions.save')} onClose={onClose}>
      <LookFields autoFocus />
    </FormDialog>
  )
}

function RemoveStore({ store, onClose }: { readonly store: StoreProfile; onClose(): void }) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const toasts = useToasts()
  const name = useStoreName()(store)
  return (
    <ConfirmDialog
      title={t('stores.managing.removeTitle', { name })}
      text={t('stores.managing.removeText')}
      confirmLabel={t('stores.managing.removeConfirm')}
      onConfirm={async () => {
        await call('desktop.removeStore', { id: store.id })
        toasts.show({ message: t('stores.managing.removed', { name }) })
      }}
      onClose={onClose}
    />
  )
}
