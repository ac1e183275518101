import type { BenchData } from './data.ts'
import { inWords, timeOf } from './samples.ts'
import { signedInDesk } from './signed-in.ts'
import type { BenchLine } from './table.ts'

/** The figures of the overview as the first one who asks waits for them; for some seconds they are kept. */
export async function overviewLines(data: BenchData): Promise<BenchLine[]> {
  const { desk, call } = await signedInDesk(data.copy(), data)
  try {
    const figures = await timeOf(() => call('overview.get', {}))
    const weeks = await timeOf(() => call('overview.expirations', { timeZone: 'Europe/Prague' }))
    const again = await timeOf(() => call('overview.get', {}))
    return [
      {
        what: 'overview, figures and weeks, for the first who asks',
        measured: inWords(figures + weeks),
        reference: `${inWords(again)} for the next`,
        budget: '—',
        verdict: 'no budget',
        note: `${inWords(figures)} the figures, ${inWords(weeks)} the weeks`,
      },
    ]
  } finally {
    await desk.close()
  }
}
