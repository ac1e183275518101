import { createHashHistory, createRootRoute, createRoute, createRouter, Navigate } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.tsx'
import { EmptyState } from '../components/feedback/empty-state.tsx'
import { ErrorState } from '../components/feedback/error-state.tsx'
import { ContactScreen } from '../screens/contacts/contact-screen.tsx'
import { ContactsScreen } from '../screens/contacts/contacts-screen.tsx'
import { Frame } from './frame.tsx'
import { startOf } from './navigation.ts'

// To add a screen:
// 1. Write it in screens/<name>/, exporting one component that takes its route's parameters as props.
// 2. Give it a route here and add the route to `routes`.
// 3. Where the sidebar leads to it, add a line to navigation.ts.
// 4. Put its words into locales/en/<name>.ts.

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound })
const start = createRoute({ getParentRoute: () => root, path: '/', component: Start })
const contacts = createRoute({ getParentRoute: () => root, path: '/contacts', component: ContactsScreen })
const contact = createRoute({
  getParentRoute: () => root,
  path: '/contacts/$id',
  component: function ContactRoute() {
    const { id } = contact.useParams()
    return <ContactScreen key={id} id={id} />
  },
})
const routes = [start, contacts, contact] as const

/** The router of one session. The address is the part after `#` and never holds anything secret. */
export function createAppRouter() {
  return createRouter({
    routeTree: root.addChildren(routes),
    history: createHashHistory(),
    defaultErrorComponent: Failed,
    scrollRestoration: false,
    defaultPreload: false,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}

function Start() {
  const session = useSession()
  const to = startOf(session)
  return to === null ? <NotFound /> : <Navigate to={to} replace />
}

function NotFound() {
  const { t } = useTranslation()
  return <EmptyState icon={Compass} title={t('navigation.notFound')} hint={t('navigation.notFoundHint')} />
}

function Failed({ error, reset }: { readonly error: unknown; reset(): void }) {
  return <ErrorState error={error} onRetry={reset} />
}
