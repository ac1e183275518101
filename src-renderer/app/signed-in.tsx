import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import type { Operator } from '../../src-shared/contract/sessions.ts'
import { useDesk, useDeskEvents } from '../api/desk.tsx'
import { LogoProvider } from '../api/logos.tsx'
import { applyEvent, createQueryClient } from '../api/queries.ts'
import { type Session, SessionProvider } from '../api/session.tsx'
import { ListMemoryProvider } from '../components/listing/list-memory.tsx'
import { createAppRouter } from './router.tsx'

/** At most this often the desk hears that the operator is there. */
const TOUCH_EVERY_MS = 20_000

/** Everything that exists only while a session is active. Unmounting it forgets all that was fetched and typed. */
export function SignedIn({
  operator,
  onEnding,
  onSessionChanged,
}: {
  readonly operator: Operator
  /** Hides everything at once; how things stand is asked when the desk has answered. */
  onEnding(next: 'locked' | 'signed-out'): void
  onSessionChanged(): Promise<void>
}) {
  const { call } = useDesk()
  const [queries] = useState(() => createQueryClient(() => void onSessionChanged()))
  const [router] = useState(createAppRouter)
  useEffect(() => () => queries.clear(), [queries])
  useDeskEvents((event) => applyEvent(queries, event))
  useTouch()

  const session = useMemo<Session>(
    () => ({
      operator,
      may: (permission) => operator.permissions.includes(permission),
      lock() {
        void call('sessions.lock', {})
          .catch(() => undefined)
          .then(onSessionChanged)
        onEnding('locked')
      },
      signOut() {
        void call('sessions.signOut', {})
          .catch(() => undefined)
          .then(onSessionChanged)
        onEnding('signed-out')
      },
    }),
    [operator, call, onEnding, onSessionChanged],
  )
  return (
    <SessionProvider session={session}>
      <QueryClientProvider client={queries}>
        <LogoProvider>
          <ListMemoryProvider>
            <RouterProvider router={router} />
          </ListMemoryProvider>
        </LogoProvider>
      </QueryClientProvider>
    </SessionProvider>
  )
}

/** Tells the desk that somebody moves, presses or types, which puts off the automatic lock. */
function useTouch(): void {
  const { call } = useDesk()
  useEffect(() => {
    let toldAt = Number.NEGATIVE_INFINITY
    const touch = () => {
      if (performance.now() - toldAt < TOUCH_EVERY_MS) return
      toldAt = performance.now()
      call('sessions.touch', {}).catch(() => undefined)
    }
    const signs = ['pointermove', 'pointerdown', 'keydown', 'wheel'] as const
    for (const sign of signs) window.addEventListener(sign, touch, { passive: true, capture: true })
    return () => {
      for (const sign of signs) window.removeEventListener(sign, touch, { capture: true })
    }
  }, [call])
}
