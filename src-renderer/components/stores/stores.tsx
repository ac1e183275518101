import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LOCAL_STORE, type StoreLink, type StoreList, type StoreProfile } from '../../../src-shared/contract/stores.ts'
import { useDesk, useDeskEvents } from '../../api/desk.tsx'
import { useErrorWords } from '../errors/use-error-words.ts'
import { useToasts } from '../toast/toast.tsx'

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
  /** Asks for the address of a service, to know it from then on; the window stays where it is. */
  addServer(): void
  manage(): void
  /** Goes over to another store; whoever is signed in is asked first. */
  switchTo(store: StoreProfile): void
}

const StoresContext = createContext<Stores | null>(null)

export type OpenStoreDialog =
  | 'manage'
  | { readonly connect: { readonly goOver: boolean } }
  | { readonly switchTo: StoreProfile }
  | null

/** Makes the stores known to everything below: at first those that were asked for before anything was drawn. */
export function StoresProvider({ first, children }: { readonly first: StoreList; readonly children: ReactNode }) {
  const { call } = useDesk()
  const toasts = useToasts()
  const wordsFor = useErrorWords()
  const [list, setList] = useState(first)
  const [link, setLink] = useState<StoreLink>({ state: 'connected' })
  const [open, setOpen] = useState<OpenStoreDialog>(null)
  const learn = useCallback(() => call('desktop.stores', {}).then(setList, () => undefined), [call])
  const learnLink = useCallback(() => call('desktop.link', {}).then(setLink, () => undefined), [call])
  useEffect(() => void learnLink(), [learnLink])
  useDeskEvents((event) => {
    if (event.name === 'stores.changed') void learn()
    if (event.name === 'link.changed' || event.name === 'stores.changed') void learnLink()
  })

  const stores = useMemo((): Stores => {
    const current = list.stores.find(({ id }) => id === list.current) ?? LOCAL
    return {
      stores: list.stores,
      current,
      link,
      open,
      close: () => setOpen(null),
      connect: () => setOpen({ connect: { goOver: true } }),
      addServer: () => setOpen({ connect: { goOver: false } }),
      manage: () => setOpen('manage'),
      switchTo: (store) => {
        if (store.id === current.id) return
        // Whether somebody is signed in is asked anew: no announcement tells it.
        const goOver = async () => {
          const { signedIn } = await call('desktop.stores', {})
          if (signedIn) setOpen({ switchTo: store })
          else await call('desktop.useStore', { id: store.id })
        }
        goOver().catch((error: unknown) => toasts.show({ tone: 'error', message: wordsFor(error) }))
      },
    }
  }, [list, link, open, call, toasts, wordsFor])
  return <StoresContext value={stores}>{children}</StoresContext>
}

const LOCAL: StoreProfile = { id: LOCAL_STORE, kind: 'local', name: null, colour: 'grey', address: null }

/** What the window knows where it could not ask. */
export const ONLY_LOCAL: StoreList = { stores: [LOCAL], current: LOCAL_STORE, signedIn: false }

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
