import { deskCalls } from '../../src-shared/contract/index.ts'
import { type Fault, momentOf } from '../fault.ts'
import { OPERATOR } from '../trial.ts'

const HOUR_MS = 3_600_000

/**
 * The clock jumps ahead, work goes on, and it is set back. A session that had been locked by then stays locked, one that
 * was begun in the time ahead does not outlive it, and the trail goes on by its numbers.
 */
export const clock: Fault = {
  name: 'clock ahead and back',
  appliesTo: () => true,
  async happen({ trial: { subject, work, journal }, ahead }, choices) {
    const problems: string[] = []
    const { operations } = momentOf(choices)
    const jumpMs = choices.of([1, 3, 7, 26, 24 * 20]) * HOUR_MS + choices.below(HOUR_MS)
    const signIn = async (): Promise<string> => {
      const answer = await subject.ask({ name: 'sessions.signIn', input: OPERATOR, session: null })
      if (!answer.answered || !answer.reply.ok) throw new Error(`The sign-in failed: ${JSON.stringify(answer)}`)
      return deskCalls['sessions.signIn'].output.parse(answer.reply.value).secret
    }
    const stateOf = async (session: string): Promise<string> => {
      const answer = await subject.ask({ name: 'sessions.state', input: {}, session })
      if (!answer.answered || !answer.reply.ok)
        throw new Error(`The session was not looked at: ${JSON.stringify(answer)}`)
      return deskCalls['sessions.state'].output.parse(answer.reply.value).session.state
    }

    const early = await signIn()
    const working = work()
    await working.acknowledged(operations)
    ahead.advance(jumpMs)
    const whileAhead = await stateOf(early)
    if (whileAhead === 'active') problems.push('a session is active though its time is long over')
    const late = await signIn()
    await working.acknowledged(choices.between(3, 15))
    ahead.advance(-jumpMs)
    const begun = performance.now()
    if (whileAhead === 'locked' && (await stateOf(early)) === 'active')
      problems.push('a session that was locked is active again once the clock is back')
    if ((await stateOf(late)) === 'active')
      problems.push('a session of the time ahead is active once the clock is back')
    await working.acknowledged(5)
    const recoveryMs = performance.now() - begun
    await working.end()
    // Those that were over for long while the clock was ahead were cleared away.
    journal.entries.splice(
      0,
      journal.entries.length,
      ...journal.entries.filter(({ effect }) => effect.kind !== 'session-made'),
    )
    return { recoveryMs, words: `${Math.round(jumpMs / HOUR_MS)} h`, problems }
  },
}
