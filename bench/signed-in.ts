import type { Desk } from '../src-core/desk.ts'
import { openDesk } from '../src-core/open-desk.ts'
import type { Call } from '../src-shared/contract/calls.ts'
import { type DeskCalls, deskCalls } from '../src-shared/contract/index.ts'
import { DeskError } from '../src-shared/errors.ts'
import type { BenchData } from './data.ts'

/** An open desk with somebody signed in. */
export interface SignedInDesk {
  readonly desk: Desk
  /** The secret of the session. */
  readonly session: string
  readonly call: Call<DeskCalls>
}

/** Opens the store in a folder and signs in as the administrator of the benchmark store. */
export async function signedInDesk(
  folder: string,
  data: Pick<BenchData, 'username' | 'password'>,
): Promise<SignedInDesk> {
  return signIn(await openDesk({ folder }), data)
}

/** Signs in to a desk that is open already, in this thread or in another. */
export async function signIn(
  desk: Desk,
  { username, password }: { username: string; password: string },
): Promise<SignedInDesk> {
  const { secret } = await callsOf(desk, null)('sessions.signIn', { username, password })
  return { desk, session: secret, call: callsOf(desk, secret) }
}

/** The calls of a desk, typed, rejecting with DeskError. */
export function callsOf(desk: Desk, session: string | null): Call<DeskCalls> {
  return async (name, input) => {
    const reply = await desk.call({ name, input, session })
    if (!reply.ok) throw new DeskError(reply.error)
    return deskCalls[name].output.parse(reply.value) as never
  }
}
