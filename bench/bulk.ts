import type { Call } from '../src-shared/contract/calls.ts'
import type { DeskCalls } from '../src-shared/contract/index.ts'
import type { JobId } from '../src-shared/schemas/ids.ts'
import type { BenchData } from './data.ts'
import { inWords, timeOf } from './samples.ts'
import { signedInDesk } from './signed-in.ts'
import { type BenchLine, within } from './table.ts'

const BUDGET_MS = 60_000

/** Removing all active tokens of contacts that a filter finds, a hundred thousand or more, each with its audit record. */
export async function bulkLines(data: BenchData): Promise<BenchLine[]> {
  const { desk, call } = await signedInDesk(data.copy(), data)
  try {
    const everyMs = await timeOf(() => preview(call, {}))
    const filter = { status: ['active' as const], ownerKind: ['technical-user' as const] }
    const waits = waitsOf(call)
    let prepared = await preview(call, filter)
    const previewMs = await timeOf(async () => {
      prepared = await preview(call, filter)
    })
    const changeMs = await timeOf(async () =>
      jobEnds(call, (await call('tokens.startBulk', { id: prepared.id })).jobId),
    )
    const longest = await waits.stop()
    return [
      {
        what: `remove ${prepared.count.toLocaleString('en')} tokens, each on record`,
        measured: inWords(changeMs),
        reference: `${inWords((changeMs / prepared.count) * 100_000)} for 100,000`,
        budget: '≤ 60 s for 100,000',
        verdict: within((changeMs / prepared.count) * 100_000, BUDGET_MS),
        note: `preview ${inWords(previewMs)}, preview of everything ${inWords(everyMs)}, longest wait of another call ${inWords(longest)}`,
      },
    ]
  } finally {
    await desk.close()
  }
}

async function preview(call: Call<DeskCalls>, filter: Parameters<typeof call<'tokens.count'>>[1]) {
  const { id, jobId } = await call('tokens.prepareBulk', { action: 'remove', selection: { by: 'filter', filter } })
  await jobEnds(call, jobId)
  return { id, count: (await call('tokens.previewBulk', { id })).count }
}

/** Asks for something small all the time, and tells the longest that it waited. */
function waitsOf(call: Call<DeskCalls>) {
  let going = true
  let longest = 0
  const asking = (async () => {
    while (going) {
      longest = Math.max(longest, await timeOf(() => call('policy.get', {})))
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })()
  return {
    stop: async () => {
      going = false
      await asking
      return longest
    },
  }
}

async function jobEnds(call: Call<DeskCalls>, id: JobId): Promise<void> {
  for (;;) {
    const { state, error } = await call('jobs.get', { id })
    if (state === 'done') return
    if (state !== 'running') throw new Error(`The job ended as ${state}: ${error?.message}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
