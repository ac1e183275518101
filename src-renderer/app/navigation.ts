import {
  Bot,
  ContactRound,
  FileSearch,
  KeyRound,
  LayoutDashboard,
  type LucideIcon,
  ScrollText,
  Settings,
  ShieldCheck,
  UserRound,
  Users,
} from 'lucide-react'
import type { Permission } from '../../src-shared/schemas/permissions.ts'
import type { Session } from '../api/session.tsx'

/** What the sidebar leads to, in its order. An operator sees what `permission` allows. */
export const navigation = [
  { to: '/overview', words: 'navigation.overview', icon: LayoutDashboard, permission: 'tokens.read' },
  { to: '/tokens', words: 'navigation.tokens', icon: KeyRound, permission: 'tokens.read' },
  { to: '/users', words: 'navigation.users', icon: Users, permission: 'users.read' },
  { to: '/technical-users', words: 'navigation.technicalUsers', icon: Bot, permission: 'users.read' },
  { to: '/contacts', words: 'navigation.contacts', icon: ContactRound, permission: 'contacts.read' },
  { to: '/explain', words: 'navigation.explain', icon: FileSearch, permission: 'tokens.verify' },
  { to: '/audit', words: 'navigation.audit', icon: ScrollText, permission: 'audit.read' },
  { to: '/settings', words: 'navigation.settings', icon: Settings, permission: 'policy.manage' },
] as const satisfies readonly {
  readonly to: string
  readonly words: string
  readonly icon: LucideIcon
  readonly permission: Permission
}[]
export type NavigationEntry = (typeof navigation)[number]

/** What the account menu leads to, for every operator. */
export const accountEntries = [
  { to: '/profile', words: 'navigation.profile', icon: UserRound },
  { to: '/security', words: 'navigation.security', icon: ShieldCheck },
] as const

/** The entries that this operator sees. */
export function navigationFor(session: Session): readonly NavigationEntry[] {
  return navigation.filter((entry) => session.may(entry.permission))
}

/** Where this operator starts: support among the contacts, others at the first entry they see. */
export function startOf(session: Session): NavigationEntry['to'] | null {
  const entries = navigationFor(session)
  const contacts = entries.find((entry) => entry.to === '/contacts')
  if (session.operator.role === 'support' && contacts !== undefined) return contacts.to
  return entries[0]?.to ?? null
}
