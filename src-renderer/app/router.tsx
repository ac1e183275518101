import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Navigate,
  useNavigate,
} from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.tsx'
import { EmptyState } from '../components/feedback/empty-state.tsx'
import { ErrorState } from '../components/feedback/error-state.tsx'
import { type TokenListFilter, tokenListFilterIn, usePresetTokenList } from '../components/tokens/token-list-filter.ts'
import { AuditScreen } from '../screens/audit/audit-screen.tsx'
import { ContactScreen } from '../screens/contacts/contact-screen.tsx'
import { ContactsScreen } from '../screens/contacts/contacts-screen.tsx'
import { ExplainScreen } from '../screens/explain/explain-screen.tsx'
import { ImportScreen } from '../screens/import/import-screen.tsx'
import { OverviewScreen } from '../screens/overview/overview-screen.tsx'
import { ProfileScreen } from '../screens/profile/profile-screen.tsx'
import { SecurityScreen } from '../screens/profile/security-screen.tsx'
import { SettingsScreen, type SettingsTab, settingsTabs } from '../screens/settings/settings-screen.tsx'
import { TechnicalUserScreen } from '../screens/technical-users/technical-user-screen.tsx'
import { TechnicalUsersScreen } from '../screens/technical-users/technical-users-screen.tsx'
import { TokenScreen } from '../screens/tokens/token-screen.tsx'
import { TokensScreen } from '../screens/tokens/tokens-screen.tsx'
import { UserScreen } from '../screens/users/user-screen.tsx'
import { UsersScreen } from '../screens/users/users-screen.tsx'
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
  validateSearch: tabIn,
  component: function ContactRoute() {
    const { id } = contact.useParams()
    const { tab } = contact.useSearch()
    return <ContactScreen key={id} id={id} tab={tab ?? 'general'} />
  },
})
const overview = createRoute({ getParentRoute: () => root, path: '/overview', component: OverviewScreen })
const tokens = createRoute({
  getParentRoute: () => root,
  path: '/tokens',
  validateSearch: tokenListFilterIn,
  component: function TokensRoute() {
    const asked = tokens.useSearch()
    return Object.keys(asked).length === 0 ? <TokensScreen /> : <FilteredTokens filter={asked} />
  },
})
const token = createRoute({
  getParentRoute: () => root,
  path: '/tokens/$id',
  validateSearch: (search: Record<string, unknown>): { edit?: true } => (search.edit === true ? { edit: true } : {}),
  component: function TokenRoute() {
    const { id } = token.useParams()
    const { edit } = token.useSearch()
    return <TokenScreen key={id} id={id} edit={edit ?? false} />
  },
})
const users = createRoute({ getParentRoute: () => root, path: '/users', component: UsersScreen })
const user = createRoute({
  getParentRoute: () => root,
  path: '/users/$id',
  validateSearch: tabIn,
  component: function UserRoute() {
    const { id } = user.useParams()
    const { tab } = user.useSearch()
    return <UserScreen key={id} id={id} tab={tab ?? 'general'} />
  },
})
const technicalUsers = createRoute({
  getParentRoute: () => root,
  path: '/technical-users',
  component: TechnicalUsersScreen,
})
const technicalUser = createRoute({
  getParentRoute: () => root,
  path: '/technical-users/$id',
  validateSearch: tabIn,
  component: function TechnicalUserRoute() {
    const { id } = technicalUser.useParams()
    const { tab } = technicalUser.useSearch()
    return <TechnicalUserScreen key={id} id={id} tab={tab ?? 'general'} />
  },
})
const explain = createRoute({ getParentRoute: () => root, path: '/explain', component: ExplainScreen })
const audit = createRoute({ getParentRoute: () => root, path: '/audit', component: AuditScreen })
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  validateSearch: ({ tab }: Record<string, unknown>): { tab?: SettingsTab } => {
    const known = settingsTabs.find((name) => name === tab)
    return known === undefined ? {} : { tab: known }
  },
  component: function SettingsRoute() {
    return <SettingsScreen tab={settings.useSearch().tab ?? 'policy'} />
  },
})
const importContacts = createRoute({
  getParentRoute: () => root,
  path: '/import/contacts',
  component: () => <ImportScreen key="contacts" kind="contacts" />,
})
const importUsers = createRoute({
  getParentRoute: () => root,
  path: '/import/users',
  component: () => <ImportScreen key="users" kind="users" />,
})
const profile = createRoute({ getParentRoute: () => root, path: '/profile', component: ProfileScreen })
const security = createRoute({ getParentRoute: () => root, path: '/security', component: SecurityScreen })
const routes = [
  start,
  overview,
  tokens,
  token,
  users,
  user,
  technicalUsers,
  technicalUser,
  contacts,
  contact,
  explain,
  audit,
  settings,
  importContacts,
  importUsers,
  profile,
  security,
] as const

/** Which tab of a viewer the address asks for; the first one where it asks for none. */
function tabIn(search: Record<string, unknown>): { tab?: 'tokens' } {
  return search.tab === 'tokens' ? { tab: 'tokens' } : {}
}

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

/** Sets the filters that the address asks for, and goes to the list, where they are the person's to change. */
function FilteredTokens({ filter }: { readonly filter: Partial<TokenListFilter> }) {
  const navigate = useNavigate()
  const preset = useEffectEvent(usePresetTokenList())
  useEffect(() => {
    preset(filter)
    void navigate({ to: '/tokens', search: {}, replace: true })
  }, [filter, navigate])
  return null
}

function Start() {
  const session = useSession()
  const to = startOf(session)
  return to === null ? <NotFound /> : <Navigate to={to} replace />
}

function NotFound() {
  const { t } = useTranslation()
  return <EmptyState heading icon={Compass} title={t('navigation.notFound')} hint={t('navigation.notFoundHint')} />
}

function Failed({ error, reset }: { readonly error: unknown; reset(): void }) {
  return <ErrorState error={error} onRetry={reset} />
}
