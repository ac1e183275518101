import type { CallDefinition } from '../../src-shared/contract/calls.ts'
import { type ChangedName, changedNames, type DeskEvent } from '../../src-shared/contract/events.ts'
import { deskCalls } from '../../src-shared/contract/index.ts'

/**
 * How a call of the contract is treated where an answer may get lost: `read` is asked again until it is answered,
 * `change` only under the key of that change and for a while, `session` once.
 */
export type RemoteTreatment = 'read' | 'change' | 'session'

export function treatmentOf(name: string): RemoteTreatment {
  if (name === 'sessions.state') return 'read'
  // A password that was typed, or a sign of life, is of no use to anybody later.
  if (name.startsWith('sessions.')) return 'session'
  const call: CallDefinition | undefined = Object.hasOwn(deskCalls, name)
    ? deskCalls[name as keyof typeof deskCalls]
    : undefined
  if (call === undefined || call.work === 'read') return 'read'
  return call.work === 'own' && ANSWERS_ONLY.has(name) ? 'read' : 'change'
}

/** The calls that answer with the secret of a session. */
export const STARTS_SESSION: ReadonlySet<string> = new Set([
  'sessions.createAdministrator',
  'sessions.signIn',
  'sessions.setPassword',
  'sessions.unlock',
])

/** Calls that prepare their own work and change nothing. */
const ANSWERS_ONLY: ReadonlySet<string> = new Set([
  'imports.preview',
  'imports.lines',
  'tokens.previewBulk',
  'logos.prepare',
  'overview.get',
  'overview.expirations',
  'overview.calendar',
  'policy.keyRing',
  'store.info',
  'jobs.get',
])

/** What is announced here at once when a change of this window is answered: the service's own announcement may come late. */
export function announcementsAfter(name: string): readonly DeskEvent[] {
  const subject = name.split('.')[0] ?? ''
  return [...(bySubject[subject] ?? []), 'audit.changed' as const].map((event) => ({ name: event }))
}

const bySubject: Readonly<Record<string, readonly ChangedName[]>> = {
  tokens: ['tokens.changed'],
  users: ['users.changed', 'session.changed'],
  profile: ['users.changed', 'session.changed'],
  contacts: ['contacts.changed', 'customers.changed'],
  customers: ['customers.changed'],
  modules: ['modules.changed'],
  resourceServers: ['resource-servers.changed'],
  policy: ['policy.changed'],
  installation: ['installation.changed'],
}

/** Everything that may have changed meanwhile, unheard. */
export const EVERYTHING_CHANGED: readonly DeskEvent[] = changedNames.map((name) => ({ name }))
