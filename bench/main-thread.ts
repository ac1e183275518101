import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { noKeyRing } from '../src-core/key-ring/no-key-ring.ts'
import { openLocalDesk } from '../src-main/store/local.ts'
import { processTimers } from '../src-main/timers.ts'
import type { Call } from '../src-shared/contract/calls.ts'
import type { DeskCalls } from '../src-shared/contract/index.ts'
import type { BenchData } from './data.ts'
import { contactsFile, importContacts } from './importing.ts'
import { inWords } from './samples.ts'
import { signIn } from './signed-in.ts'
import { type BenchLine, within } from './table.ts'

const BUDGET_MS = 16
const RESOLUTION_MS = 1
const TIMES = 5

/**
 * How long the thread that draws the window stands still while the desk works in its own thread: the longest delay of
 * the event loop during each kind of call, an import among them. The reference is the same loop with nothing to do.
 */
export async function mainThreadLines(data: BenchData): Promise<BenchLine[]> {
  const desk = await openLocalDesk({
    folder: data.copy(),
    version: '0.0.0',
    workerUrl: new URL('../src-main/store/worker.ts', import.meta.url),
    log: { info: () => {}, warn: () => {}, error: () => {} },
    clock: { now: () => Date.now() },
    timers: processTimers,
    keyRing: noKeyRing,
    onRestarted: () => {},
    onFailed: () => {},
  })
  try {
    const { call } = await signIn(desk, data)
    const work = someWork(call)
    // Once unmeasured: the first call compiles what later ones only run.
    for (const { run } of work) await run()
    const idle = await longestDelay(() => wait(1_000))
    const delays: { name: string; delayMs: number }[] = []
    for (const { name, run } of work)
      for (let time = 0; time < TIMES; time += 1) delays.push({ name, delayMs: await longestDelay(run) })
    const worst = delays.toSorted((left, right) => right.delayMs - left.delayMs)[0]
    const delayMs = worst?.delayMs ?? Number.NaN
    return [
      {
        what: 'main thread blocked by any single call',
        measured: inWords(delayMs),
        reference: `${inWords(idle)} with nothing to do`,
        budget: '≤ 16 ms',
        verdict: within(delayMs, BUDGET_MS),
        note: `worst of ${delays.length}: ${worst?.name}`,
      },
    ]
  } finally {
    await desk.close()
  }
}

/** The longest time by which a timer came late while the work went on. */
async function longestDelay(work: () => Promise<unknown>): Promise<number> {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  // The first interval of the histogram is not one of the work.
  await wait(2 * RESOLUTION_MS)
  histogram.reset()
  await work()
  await wait(2 * RESOLUTION_MS)
  histogram.disable()
  return Math.max(0, histogram.max / 1e6 - RESOLUTION_MS)
}

function someWork(call: Call<DeskCalls>): { readonly name: string; run(): Promise<unknown> }[] {
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const smallFile = contactsFile(5_000)
  return [
    { name: 'tokens.list of 200', run: () => call('tokens.list', { limit: 200 }) },
    {
      name: 'tokens.list searched',
      run: () => call('tokens.list', { search: 'portal', limit: 200, sort: { by: 'name', direction: 'ascending' } }),
    },
    { name: 'tokens.count searched', run: () => call('tokens.count', { search: 'portal' }) },
    { name: 'contacts.list searched', run: () => call('contacts.list', { search: 'nordwind', limit: 200 }) },
    { name: 'audit.list of 200', run: () => call('audit.list', { limit: 200 }) },
    { name: 'tokens.verify', run: () => call('tokens.verify', { secret: 'tdu_123' }) },
    {
      name: 'tokens.issue',
      run: async () => {
        const { rows } = await call('users.list', { kind: 'technical', active: true, limit: 1 })
        const id = rows[0]?.id
        if (id === undefined) throw new Error('There is no technical user.')
        await call('tokens.issue', { owner: { kind: 'technical-user', id }, name: 'Issued while measuring', timeZone })
      },
    },
    { name: 'an import of 5,000 contacts', run: () => importContacts(call, smallFile) },
  ]
}
