import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Operator } from '../../src-shared/contract/sessions.ts'
import { DeskError } from '../../src-shared/errors.ts'
import { useDesk, useDeskEvents } from '../api/desk.tsx'
import { LogoProvider } from '../api/logos.tsx'
import { applyEvent, createQueryClient } from '../api/queries.ts'
import { type Session, SessionProvider } from '../api/session.tsx'
import { ListMemoryProvider } from '../components/listing/list-memory.tsx'
import { useToasts } from '../components/toast/toast.tsx'
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
  useUncertainty(queries, () => router.navigate({ to: operator.permissions.includes('audit.read') ? '/audit' : '/' }))

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

/** Says that nobody knows whether a change was carried out, when it was left without an answer, and offers to look. */
function useUncertainty(queries: QueryClient, look: () => Promise<void>): void {
  const { t } = useTranslation()
  const toasts = useToasts()
  const say = useEffectEvent(() =>
    toasts.show({
      id: UNCERTAIN_TOAST,
      tone: 'warning',
      message: t('stores.uncertain'),
      persistent: true,
      actions: [
        {
          label: t('stores.look'),
          onSelect: async () => {
            toasts.dismiss(UNCERTAIN_TOAST)
            await look()
          },
        },
        { label: t('actions.dismiss'), onSelect: () => toasts.dismiss(UNCERTAIN_TOAST) },
      ],
    }),
  )
  useEffect(
    () =>
      queries.getMutationCache().subscribe((event) => {
        if (event.type !== 'updated' || event.action.type !== 'error') return
        const error: unknown = event.action.error
        if (error instanceof DeskError && error.reason === 'outcome-unknown') say()
      }),
    [queries],
  )
}

const UNCERTAIN_TOAST = 'uncertain'
