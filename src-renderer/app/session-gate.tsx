import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk, useDeskEvents } from '../api/desk.tsx'
import { assertNever } from '../components/assert-never.ts'
import { useAnnounce } from '../components/feedback/announcer.tsx'
import { useToasts } from '../components/toast/toast.tsx'
import { FirstRun } from '../screens/sign-in/first-run.tsx'
import { Locked } from '../screens/sign-in/locked.tsx'
import { SignedOut } from '../screens/sign-in/signed-out.tsx'
import { CLIPBOARD_TOAST } from './clipboard-notice.tsx'
import { Connecting } from './connecting.tsx'
import { ending, languageOf, learnStanding, type Standing, screenOf } from './standing.ts'
import { StoreProblem } from './store-problem.tsx'
import { useLanguage } from './use-language.ts'

/** All that lies behind the sign-in. It is read once the first screen is drawn, while a person types. */
const loadSignedIn = () => import('./signed-in.tsx')
const SignedIn = lazy(async () => ({ default: (await loadSignedIn()).SignedIn }))

const LONGEST_WAIT_MS = 1_000

/** Decides which of the few whole-window screens there is. Whatever shows data exists only while a session is active. */
export function SessionGate({ first }: { readonly first: Standing }) {
  const { call } = useDesk()
  const { t } = useTranslation()
  const announce = useAnnounce()
  const toasts = useToasts()
  const [standing, setStanding] = useState(first)
  const asked = useRef(0)

  const refresh = useCallback(async () => {
    asked.current += 1
    const question = asked.current
    const answer = await learnStanding(call)
    // A later question has the fresher answer.
    if (question === asked.current) setStanding(answer)
  }, [call])
  useEffect(() => void refresh(), [refresh])
  /** Shows nothing of an active session from now on. What was asked before is no answer any more. */
  const hide = useCallback((next: 'locked' | 'signed-out') => {
    asked.current += 1
    setStanding((current) => ending(current, next))
  }, [])
  useDeskEvents((event) => {
    if (event.name === 'session.changed') void refresh()
    else if (event.name === 'session.locking') hide('locked')
    else if (event.name === 'store.failed') {
      toasts.show({ id: 'store', tone: 'error', message: t('errors.store.failed') })
      void refresh()
    } else if (event.name === 'store.restarted') {
      toasts.show({ id: 'store', tone: 'warning', message: t('errors.store.restarted') })
      void refresh()
    }
  })

  useLanguage(standing.is === 'known' ? languageOf(standing.state) : null)
  const shown = standing.is === 'known' ? screenOf(standing.state) : standing.is
  useEffect(() => {
    if (shown === 'unknown') return
    document.documentElement.dataset.ready = 'true'
    // Not before this has been drawn: reading it takes the page a moment.
    requestAnimationFrame(() => requestIdleCallback(() => void loadSignedIn(), { timeout: LONGEST_WAIT_MS }))
    if (shown === 'active') return
    // The next operator starts at their own start screen. Only now: the router of the session that ended would answer.
    if (shown === 'signed-out') window.history.replaceState(null, '', '#/')
    // A locked or signed-out desk shows no name of anybody; what is said of the clipboard holds none.
    toasts.clear(CLIPBOARD_TOAST)
    document.title = t('product')
    if (shown === 'locked') announce(t('session.announceLocked'))
  }, [shown, toasts, announce, t])

  if (standing.is === 'unknown') return <Connecting />
  if (standing.is === 'store-problem')
    return <StoreProblem problem={standing.problem} dataFolder={standing.dataFolder} onRetried={refresh} />
  const { session } = standing.state
  const name = screenOf(standing.state)
  switch (name) {
    case 'first-run':
      return <FirstRun setupCodeNeeded={standing.state.setupCodeNeeded === true} onDone={refresh} />
    case 'signed-out':
      return <SignedOut onDone={refresh} />
    case 'locked':
      return session.state === 'locked' ? <Locked operator={session.operator} onDone={refresh} /> : null
    case 'active':
      return session.state === 'active' ? (
        <Suspense fallback={<Connecting />}>
          <SignedIn key={session.operator.id} operator={session.operator} onEnding={hide} onSessionChanged={refresh} />
        </Suspense>
      ) : null
    default:
      return assertNever(name)
  }
}
