import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StoreLink, StoreList, StoreProfile } from '../../../src-shared/contract/stores.ts'
import { useDesk, useDeskEvents } from '../../api/desk.tsx'

/** The stores that this desktop knows, the one that the window works on, and the ways to another. */
export interface Stores {
  readonly stores: readonly StoreProfile[]
  readonly current: StoreProfile
  readonly link: StoreLink
  /** Which of the dialogs about stores is open. */
  readonly open: OpenStoreDialog
  close(): void
  /** Asks for the address of a service, and goes over to it. */
  connect(): void
  manage(): void
  /** Goes over to another store; whoever is signed in is asked first. */
  switchTo(store: StoreProfile): void
}

const StoresContext = createContext<Stores | null>(null)

export type OpenStoreDialog = 'connect' | 'manage' | { readonly switchTo: StoreProfile } | null

/** Makes the stores known to everything below, which is there once they are known. */
export function StoresProvider({ children }: { readonly children: ReactNode }) {
  const { call } = useDesk()
  const [list, setList] = useState<StoreList | null>(null)
  const [link, setLink] = useState<StoreLink>({ state: 'connected' })
  const [open, setOpen] = useState<OpenStoreDialog>(null)
  const learn = useCallback(
    () =>
      call('desktop.stores', {}).then(setList, () => {
        // Without them the window still works on the store that it has.
        setList((known) => known ?? UNKNOWN)
      }),
    [call],
  )
  const learnLink = useCallback(() => call('desktop.link', {}).then(setLink, () => undefined), [call])
  useEffect(() => {
    void learn()
    void learnLink()
  }, [learn, learnLink])
  useDeskEvents((event) => {
    if (event.name === 'stores.changed') void learn()
    if (event.name === 'link.changed' || event.name === 'stores.changed') void learnLink()
  })

  const stores = useMemo((): Stores | null => {
    const current = list?.stores.find(({ id }) => id === list.current)
    if (list === null || current === undefined) return null
    return {
      stores: list.stores,
      current,
      link,
      open,
      close: () => setOpen(null),
      connect: () => setOpen('connect'),
      manage: () => setOpen('manage'),
      switchTo: (store) => {
        if (store.id === current.id) return
        // Whether somebody is signed in is asked anew: no announcement tells it.
        void call('desktop.stores', {}).then((now) => {
          if (now.signedIn) setOpen({ switchTo: store })
          else void call('desktop.useStore', { id: store.id })
        })
      },
    }
  }, [list, link, open, call])
  if (stores === null) return null
  return <StoresContext value={stores}>{children}</StoresContext>
}

const UNKNOWN: StoreList = {
  stores: [{ id: 'local', kind: 'local', name: null, colour: 'grey', address: null }],
  current: 'local',
  signedIn: false,
}

export function useStores(): Stores {
  const stores = useContext(StoresContext)
  if (stores === null) throw new Error('useStores is used outside StoresProvider.')
  return stores
}

/** The name of a store as it is shown: its own, or what this computer is called. */
export function useStoreName(): (store: Pick<StoreProfile, 'name'>) => string {
  const { t } = useTranslation()
  return useCallback(({ name }) => name ?? t('stores.thisComputer'), [t])
}
