import { useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useState } from 'react'
import { LOGOS_AT_ONCE } from '../../src-shared/contract/logos.ts'
import type { TokenId } from '../../src-shared/schemas/ids.ts'
import type { TokenSummary } from '../../src-shared/schemas/tokens.ts'
import type { DeskClient } from './connect.ts'
import { useDesk } from './desk.tsx'

/** The logo of one token as a PNG, or null where it has none. */
export type LoadLogo = (id: TokenId) => Promise<Blob | null>

/** Gathers what is asked for while rows are drawn, and asks the desk for all of it in one call. */
export function logoLoader(call: DeskClient['call']): LoadLogo {
  let waiting: { readonly id: TokenId; resolve(logo: Blob | null): void; reject(error: unknown): void }[] = []
  const send = async () => {
    const asked = waiting
    waiting = []
    try {
      const logos = new Map<string, Blob>()
      const ids = [...new Set(asked.map(({ id }) => id))]
      for (let at = 0; at < ids.length; at += LOGOS_AT_ONCE)
        for (const { id, image } of await call('logos.get', { ids: ids.slice(at, at + LOGOS_AT_ONCE) }))
          logos.set(id, pngOf(image))
      for (const { id, resolve } of asked) resolve(logos.get(id) ?? null)
    } catch (error) {
      for (const { reject } of asked) reject(error)
    }
  }
  return (id) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) queueMicrotask(() => void send())
      waiting.push({ id, resolve, reject })
    })
}

const LogoContext = createContext<LoadLogo | null>(null)

/** Lets everything below show logos. */
export function LogoProvider({ children }: { readonly children: ReactNode }) {
  const { call } = useDesk()
  const [load] = useState(() => logoLoader(call))
  return <LogoContext value={load}>{children}</LogoContext>
}

/** A token's logo once it has come; null while it has not, and where there is none. */
export function useLogo({ id, logoVersion }: Pick<TokenSummary, 'id' | 'logoVersion'>): Blob | null {
  const load = useContext(LogoContext)
  if (load === null) throw new Error('useLogo is used outside LogoProvider.')
  // Another logo has another version: what was fetched once stays good.
  const logo = useQuery({
    queryKey: ['logo', id, logoVersion],
    queryFn: () => load(id),
    enabled: logoVersion !== null,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return logo.data ?? null
}

/** A prepared logo, which travels as base64, as a picture that can be drawn. */
export function pngOf(base64: string): Blob {
  return new Blob([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], { type: 'image/png' })
}
