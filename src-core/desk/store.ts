import { setTimeout } from 'node:timers/promises'
import type { storeCalls } from '../../src-shared/contract/store.ts'
import type { Handlers } from '../dispatch.ts'
import type { Store, StoreCheck } from '../store/store.ts'
import type { JobControl, Jobs } from './jobs.ts'
import { conflict } from './refusals.ts'

interface StoreHandlerServices {
  readonly store: Pick<Store, 'facts' | 'startCheck'>
  readonly jobs: Jobs
}

/** What an administrator wants to know of the place where everything is kept. */
export function storeHandlers({ store, jobs }: StoreHandlerServices): Handlers<typeof storeCalls> {
  let isChecking = false

  return {
    'store.info': async (_input, { read }) => ({
      ...(await store.facts()),
      lastCheck: await read(({ settings }) => settings.lastCheck()),
    }),

    'store.check': async (_input, { operator, change, clock }) => {
      if (isChecking) throw conflict('check-running', 'The store is being checked already.')
      isChecking = true
      const work = async (control: JobControl): Promise<void> => {
        try {
          const problems = await problemsFound(store.startCheck(), control)
          const result = problems.length === 0 ? 'sound' : 'damaged'
          await change(async ({ repositories, audit }) => {
            await repositories.settings.noteCheck({
              at: new Date(clock.now()).toISOString(),
              result,
              problems: [...problems],
            })
            await audit({
              action: 'store.checked',
              subject: { kind: 'store', id: 'store', name: 'Store' },
              details: { result, ...(result === 'sound' ? {} : { problems: [...problems] }) },
            })
          })
        } finally {
          isChecking = false
        }
      }
      return { jobId: jobs.start({ kind: 'store-check', userId: operator.user.id, work }).id }
    },
  }
}

/** How long the job waits before it looks again whether somebody has cancelled it. */
const LOOK_INTERVAL_MS = 100

/** Waits for the check's own thread, which says nothing until it is done, and gives it up once the job is cancelled. */
async function problemsFound(check: StoreCheck, control: JobControl): Promise<readonly string[]> {
  try {
    for (;;) {
      const found = await Promise.race([check.problems, setTimeout(LOOK_INTERVAL_MS, undefined)])
      if (found !== undefined) return found
      await control.step(0, null)
    }
  } catch (error) {
    check.cancel()
    throw error
  }
}
