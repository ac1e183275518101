import { createContext, type ReactNode, useContext } from 'react'
import type { Operator } from '../../src-shared/contract/sessions.ts'
import type { Permission } from '../../src-shared/schemas/permissions.ts'

/** The signed-in operator, and what the account menu can do. */
export interface Session {
  readonly operator: Operator
  /** Whether to show what needs this permission. The desk decides again on every call. */
  may(permission: Permission): boolean
  lock(): void
  signOut(): void
}

const SessionContext = createContext<Session | null>(null)

export function SessionProvider({ session, children }: { readonly session: Session; readonly children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>
}

/** The operator's session. Only below the session gate, where somebody is signed in. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('useSession is used where nobody is signed in.')
  return session
}
