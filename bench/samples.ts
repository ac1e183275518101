/** One thing whose time is taken. It is told the number of the round, so that no two rounds ask the same question. */
export type Contender = (round: number) => unknown

/** Measured times in milliseconds, one a round. */
export interface Samples {
  readonly median: number
  readonly p95: number
  readonly worst: number
}

/**
 * Takes the times of several contenders in turns, so that whatever else the machine does meets all of them alike, and
 * changes who goes first. The first rounds only warm up.
 */
export async function interleaved<const Names extends string>(
  contenders: Readonly<Record<Names, Contender>>,
  { rounds, warmUp = Math.ceil(rounds / 10) }: { readonly rounds: number; readonly warmUp?: number },
): Promise<Readonly<Record<Names, Samples>>> {
  const names = Object.keys(contenders) as Names[]
  const times = new Map<Names, number[]>(names.map((name) => [name, []]))
  for (let round = 0; round < warmUp + rounds; round += 1) {
    const inTurn = round % 2 === 0 ? names : names.toReversed()
    for (const name of inTurn) {
      const elapsed = await timeOf(() => contenders[name](round))
      if (round >= warmUp) times.get(name)?.push(elapsed)
    }
  }
  return Object.fromEntries(names.map((name) => [name, samplesOf(times.get(name) ?? [])])) as Record<Names, Samples>
}

/** How long the work takes, in milliseconds. */
export async function timeOf(work: () => unknown): Promise<number> {
  const start = performance.now()
  const answer = work()
  // Only what has to be waited for is: an await costs more than a small read.
  if (answer instanceof Promise) await answer
  return performance.now() - start
}

/** The middle, the worst twentieth and the worst of some times. */
export function samplesOf(times: readonly number[]): Samples {
  const sorted = times.toSorted((left, right) => left - right)
  return { median: at(sorted, 0.5), p95: at(sorted, 0.95), worst: at(sorted, 1) }
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** A time for people: `7.1 µs`, `12 ms`, `3.4 s`. */
export function inWords(milliseconds: number): string {
  if (milliseconds < 0.1) return `${(milliseconds * 1000).toPrecision(2)} µs`
  if (milliseconds < 1) return `${(milliseconds * 1000).toFixed(0)} µs`
  if (milliseconds < 1000) return `${milliseconds < 100 ? milliseconds.toPrecision(2) : milliseconds.toFixed(0)} ms`
  return `${(milliseconds / 1000).toPrecision(3)} s`
}
