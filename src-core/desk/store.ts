import { setTimeout } from 'node:timers/promises'
import type { storeCalls } from '../../src-shared/contract/store.ts'
import type { CopyOutcome } from '../copying/copy-store.ts'
import type { ReachService, ReceivingService, ServicePlace, TrailStanding } from '../copying/receiving-service.ts'
import { previewSending, sendStore } from '../copying/send-store.ts'
import type { Handlers } from '../dispatch.ts'
import type { Repositories, Store, StoreCheck } from '../store/store.ts'
import type { FirstRun } from './first-run.ts'
import type { JobControl, Jobs } from './jobs.ts'
import { checkCode } from './receive-store.ts'
import { conflict } from './refusals.ts'

interface StoreHandlerServices {
  readonly store: Store
  readonly jobs: Jobs
  readonly firstRun: FirstRun
  /** How a service is reached that this store is to be copied to; null where that is done elsewhere. */
  readonly reachService: ReachService | null
}

/** What an administrator wants to know of the place where everything is kept. */
export function storeHandlers({
  store,
  jobs,
  firstRun,
  reachService,
}: StoreHandlerServices): Handlers<typeof storeCalls> {
  let isChecking = false
  let isCopying = false

  async function withService<T>(place: ServicePlace, work: (service: ReceivingService) => Promise<T>): Promise<T> {
    if (reachService === null) throw conflict('copied-elsewhere', COPIED_ELSEWHERE)
    const service = await reachService(place)
    try {
      return await work(service)
    } finally {
      await service.close()
    }
  }

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

    'store.compareTrail': async ({ trail, setupCode }, { read, clock, origin }) => {
      const standing = await read((repositories) => standingOf(trail, repositories))
      if (standing === 'empty' && setupCode !== undefined)
        await checkCode(setupCode, origin, { store, firstRun, clock })
      return { standing }
    },

    'store.previewCopy': (place) =>
      withService(place, async (service) => inNames(await previewSending(store, service))),

    'store.startCopy': ({ setupCode, ...place }, { operator, change }) =>
      withService(place, async (service) => {
        if (isCopying) throw conflict('copy-running', 'The store is being copied already.')
        isCopying = true
        try {
          // Before anything is recorded here, and before somebody watches a job that cannot succeed.
          const { outcome, counts } = await previewSending(store, service, setupCode)
          if (outcome !== 'copied') throw conflict('copied-already', COPIED_ALREADY)
          await change(({ audit }) =>
            audit({
              action: 'store.copy-begun',
              subject: { kind: 'store', id: 'store', name: 'Store' },
              details: {
                address: place.address,
                tokens: counts.tokens,
                users: counts.users,
                contacts: counts.contacts,
              },
            }),
          )
        } catch (error) {
          isCopying = false
          throw error
        }
        const work = async (control: JobControl): Promise<void> => {
          try {
            await withService(place, (again) => copied(store, again, setupCode, control))
          } finally {
            isCopying = false
          }
        }
        return { jobId: jobs.start({ kind: 'store-copy', userId: operator.user.id, work }).id }
      }),
  }
}

const COPIED_ELSEWHERE =
  'The store of a service is copied on its own machine, with “token-desk store copy”. A workstation copies its own one.'
const COPIED_ALREADY = 'The server holds all of this already. Nothing was changed.'

/** Sends the store, says how far it is, and stops when the job is to. */
async function copied(store: Store, service: ReceivingService, setupCode: string, control: JobControl): Promise<void> {
  await control.step(0, null)
  const stop = new AbortController()
  let progress = { rows: 0, ofRows: null as number | null }
  const onProgress = (rows: number, ofRows: number): void => {
    progress = { rows, ofRows }
  }
  const sending = sendStore(store, service, setupCode, { onProgress, signal: stop.signal })
  try {
    for (;;) {
      const over = await Promise.race([sending.then(() => true), setTimeout(LOOK_INTERVAL_MS, false)])
      if (over) return
      await control.step(progress.rows, progress.ofRows)
    }
  } catch {
    stop.abort()
    // What was sent may have been taken all the same: only how the sending ends tells that.
    await sending
  }
}

/** The trail that somebody shows, as it stands to the one here. Who knows the hash of a record has the trail up to it. */
async function standingOf(
  { records, hash }: { readonly records: number; readonly hash: string },
  { copying, users }: Pick<Repositories, 'copying' | 'users'>,
): Promise<TrailStanding> {
  const here = await copying.trail()
  if (await users.isEmpty()) return here.records === 0 ? 'empty' : 'begun'
  const there = records === 0 ? undefined : await copying.hashAt(records)
  if (there === undefined || Buffer.from(there).toString('hex') !== hash) return 'other'
  return here.records === records ? 'same' : 'ahead'
}

function inNames({ outcome, counts }: CopyOutcome) {
  const { users, customers, contacts, modules, tokens } = counts
  return {
    outcome,
    counts: {
      users,
      customers,
      contacts,
      modules,
      tokens,
      resourceServers: counts.resource_servers,
      auditRecords: counts.audit,
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
