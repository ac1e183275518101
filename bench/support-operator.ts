import type { Desk } from '../src-core/desk.ts'
import type { Call } from '../src-shared/contract/calls.ts'
import type { DeskCalls } from '../src-shared/contract/index.ts'
import { callsOf } from './signed-in.ts'

/** Makes a support operator and answers with the secret of its session. */
export async function supportOperator(desk: Desk, call: Call<DeskCalls>): Promise<string> {
  const username = 'bench-support'
  const { id } = await call('users.create', { username, fullName: 'Bench Support', role: 'support' })
  const { secret: setupCode } = await call('users.issueSetupCode', { id })
  const { secret } = await callsOf(desk, null)('sessions.setPassword', {
    username,
    setupCode: Buffer.from(setupCode).toString('ascii'),
    password: 'only for measuring, every day',
  })
  return secret
}
