import type { Call } from '../../src-shared/contract/calls.ts'
import { type DeskCalls, deskCalls } from '../../src-shared/contract/index.ts'
import { DeskError, type Failure } from '../../src-shared/errors.ts'
import type { Desk } from '../desk.ts'

/** The desk as a typed function, asked with one session's secret: rejects with DeskError, as every caller sees it. */
export function callAs(desk: Desk, session: string | null): Call<DeskCalls> {
  return (name, input) => {
    const answer = desk.call({ name, input, session }).then((reply) => {
      if (!reply.ok) throw new DeskError(reply.error)
      return deskCalls[name].output.parse(reply.value) as never
    })
    // Several calls may be under way while the answer to one is looked at: a refusal that waits for that is no accident.
    answer.catch(() => {})
    return answer
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
