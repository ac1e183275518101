import { createContext, type ReactNode, useContext, useEffect, useEffectEvent } from 'react'
import type { PageEvent } from '../../src-shared/contract/events.ts'
import type { DeskClient } from './connect.ts'

const DeskContext = createContext<DeskClient | null>(null)

/** Makes the client known to everything below. */
export function DeskProvider({ client, children }: { readonly client: DeskClient; readonly children: ReactNode }) {
  return <DeskContext value={client}>{children}</DeskContext>
}

/** The client, for calls whose answers must not be cached: sign-in, the reveal, the clipboard. */
export function useDesk(): DeskClient {
  const client = useContext(DeskContext)
  if (client === null) throw new Error('useDesk is used outside DeskProvider.')
  return client
}

/** Hears every announcement while the component is there. */
export function useDeskEvents(listener: (event: PageEvent) => void): void {
  const { listen } = useDesk()
  const hear = useEffectEvent(listener)
  useEffect(() => listen((event) => hear(event)), [listen])
}
