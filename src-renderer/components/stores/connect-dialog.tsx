import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { desktopStoreCalls, type StoreTrust, storeColours } from '../../../src-shared/contract/stores.ts'
import { DeskError } from '../../../src-shared/errors.ts'
import { useDesk } from '../../api/desk.tsx'
import { FormDialog } from '../dialog/form-dialog.tsx'
import { TextField } from '../form/fields.tsx'
import { useDeskForm } from '../form/form.tsx'
import { LookFields } from './look-fields.tsx'
import { useStores } from './stores.tsx'
import { type NewStore, type Shown, TrustDialog } from './trust-dialog.tsx'

const schema = desktopStoreCalls['desktop.addStore'].input.omit({ trust: true, goOver: true })

/** Connect to a server: its address, how the store is to look here, and, where this computer cannot tell, whether it is the right one. */
export function ConnectDialog({ goOver, onClose }: { readonly goOver: boolean; onClose(): void }) {
  const [untrusted, setUntrusted] = useState<{ readonly store: NewStore; readonly shown: Shown } | null>(null)
  const [typed, setTyped] = useState<NewStore | null>(null)
  return untrusted === null ? (
    <AddressDialog
      goOver={goOver}
      typed={typed}
      onUntrusted={(store, shown) => {
        setTyped(store)
        setUntrusted({ store, shown })
      }}
      onClose={onClose}
    />
  ) : (
    <TrustDialog {...untrusted} onBack={() => setUntrusted(null)} onClose={onClose} />
  )
}

function AddressDialog({
  goOver,
  typed,
  onUntrusted,
  onClose,
}: {
  readonly goOver: boolean
  readonly typed: NewStore | null
  onUntrusted(store: NewStore, shown: Shown): void
  onClose(): void
}) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const { stores } = useStores()
  const free = storeColours.find((colour) => stores.every((store) => store.colour !== colour)) ?? 'blue'
  const form = useDeskForm({
    schema,
    defaultValues: typed ?? { address: '', name: '', colour: free },
    submit: async (look) => {
      const store = { ...look, goOver }
      const shown = await call('desktop.inspectService', { address: store.address })
      if (shown.problem === 'not-trusted') return onUntrusted(store, shown)
      // A certificate that has lapsed, or is for another name, is not made good by being confirmed.
      if (shown.problem !== null)
        throw new DeskError({
          code: 'STORE_UNREACHABLE',
          reason: shown.problem,
          message: t(`errors.reasons.${shown.problem}` as 'errors.reasons.certificate-name'),
        })
      await call('desktop.addStore', { ...store, trust: SYSTEM })
      onClose()
    },
  })
  return (
    <FormDialog
      title={t('stores.connect.title')}
      description={t(goOver ? 'stores.connect.intro' : 'stores.connect.introStay')}
      form={form}
      submitLabel={t('stores.connect.submit')}
      onClose={onClose}
    >
      <TextField
        name="address"
        label={t('stores.fields.address')}
        hint={t('stores.fields.addressHint')}
        inputMode="url"
        autoCapitalize="none"
        autoFocus
      />
      <LookFields />
    </FormDialog>
  )
}

const SYSTEM: StoreTrust = { by: 'system' }
