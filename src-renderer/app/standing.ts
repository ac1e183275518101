import type { Failure } from '../../src-shared/errors.ts'
import type { Language } from '../../src-shared/schemas/common.ts'
import { asDeskError, type DeskClient } from '../api/connect.ts'
import type { CallOutput } from '../api/queries.ts'

/** How things stand with the store and the session: what decides which of the whole-window screens there is. */
export type Standing =
  | { readonly is: 'unknown' }
  | { readonly is: 'store-problem'; readonly problem: Failure; readonly dataFolder: string | null }
  | { readonly is: 'known'; readonly state: CallOutput<'sessions.state'> }

export const UNKNOWN: Standing = { is: 'unknown' }

/** Asks how things stand. Never rejects: what went wrong is a standing too. */
export async function learnStanding(call: DeskClient['call']): Promise<Standing> {
  let dataFolder: string | null = null
  try {
    const state = call('sessions.state', {})
    // Where there is a problem it says more than the refusal of this does.
    state.catch(() => undefined)
    const info = await call('desktop.info', {})
    dataFolder = info.dataFolder
    if (info.problem !== null) return { is: 'store-problem', problem: info.problem, dataFolder }
    return { is: 'known', state: await state }
  } catch (error) {
    return { is: 'store-problem', problem: asDeskError(error).toFailure(), dataFolder }
  }
}

/** How things stand once an active session has ended, before the desk has carried that out. */
export function ending(standing: Standing, next: 'locked' | 'signed-out'): Standing {
  if (standing.is !== 'known' || standing.state.session.state !== 'active') return standing
  const { operator } = standing.state.session
  const session = next === 'locked' ? { state: next, operator } : { state: next }
  return { is: 'known', state: { ...standing.state, session } }
}

export function screenOf({
  store,
  session,
}: CallOutput<'sessions.state'>): 'first-run' | 'signed-out' | 'locked' | 'active' {
  if (session.state !== 'signed-out') return session.state
  return store === 'empty' ? 'first-run' : 'signed-out'
}

/** The operator's, also while it is locked; null where nobody is signed in. */
export function languageOf({ session }: CallOutput<'sessions.state'>): Language | null {
  return session.state === 'signed-out' ? null : session.operator.preferredLanguage
}
