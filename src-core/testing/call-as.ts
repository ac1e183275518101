import type { Call } from '../../src-shared/contract/calls.ts'
import { type DeskCalls, deskCalls } from '../../src-shared/contract/index.ts'
import { DeskError, type Failure } from '../../src-shared/errors.ts'
import type { Desk } from '../desk.ts'

/** The desk as a typed function, asked with one session's secret: rejects with DeskError, as every caller sees it. */
export function callAs(desk: Desk, session: string | null): Call<DeskCalls> {
  return async (name, input) => {
    const reply = await desk.call({ name, input, session })
    if (!reply.ok) throw new DeskError(reply.error)
    return deskCalls[name].output.parse(reply.value) as never
  }
}

/** The refusal that a call meets. Fails where there is none, or where something else is thrown. */
export async function refusalOf(answer: Promise<unknown>): Promise<Failure> {
  try {
    await answer
  } catch (error) {
    if (error instanceof DeskError) return error.toFailure()
    throw error
  }
  throw new Error('The call was expected to be refused, and was not.')
}
