import { inWords, samplesOf, timeOf } from './samples.ts'
import { type BenchLine, within } from './table.ts'

/** A question to the desk with the words by which the table names it. */
export interface Question {
  readonly name: string
  ask(): Promise<unknown>
}

/** The line for a set of questions that have one budget: what the worst of them takes. */
export async function worstLine(
  what: string,
  questions: readonly Question[],
  { rounds, budgetMs }: { readonly rounds: number; readonly budgetMs: number },
): Promise<BenchLine> {
  const found = await worstOf(questions, rounds, budgetMs)
  const over = `${found.over} over, ${found.overByCpu} by processor time`
  const busiest = `most processor time ${inWords(found.mostCpu.cpuMs)}: ${found.mostCpu.name}`
  return {
    what,
    measured: inWords(found.medianMs),
    reference: `${inWords(found.cpuMs)} of it processor`,
    budget: `≤ ${budgetMs} ms`,
    verdict: within(found.medianMs, budgetMs),
    note: `worst of ${found.asked}: ${found.name}; p95 of all ${inWords(found.p95Ms)}; ${over}; ${busiest}`,
  }
}

/** What a set of questions took: the worst by its median, and how many stayed within the budget. */
interface WorstOf {
  readonly name: string
  readonly medianMs: number
  /** What the worst one kept the processor busy for: the same on a busy machine as on an idle one. */
  readonly cpuMs: number
  readonly p95Ms: number
  readonly asked: number
  readonly over: number
  /** The same by processor time alone, and the question that took most of it. */
  readonly overByCpu: number
  readonly mostCpu: { readonly name: string; readonly cpuMs: number }
}

/** Asks every question some times, all in turns, and finds the worst. A round before the first is not counted. */
async function worstOf(questions: readonly Question[], rounds: number, budgetMs: number): Promise<WorstOf> {
  const asked = questions.map(({ name }) => ({ name, wall: [] as number[], cpu: [] as number[] }))
  for (let round = -1; round < rounds; round += 1)
    for (const [index, question] of questions.entries()) {
      const before = process.cpuUsage()
      const elapsed = await timeOf(() => question.ask())
      const { user, system } = process.cpuUsage(before)
      if (round < 0) continue
      asked[index]?.wall.push(elapsed)
      asked[index]?.cpu.push((user + system) / 1000)
    }
  const medians = asked.map(({ name, wall, cpu }) => ({
    name,
    medianMs: samplesOf(wall).median,
    cpuMs: samplesOf(cpu).median,
  }))
  const [first = { name: 'nothing', medianMs: Number.NaN, cpuMs: Number.NaN }] = medians.toSorted(
    (left, right) => right.medianMs - left.medianMs,
  )
  return {
    ...first,
    p95Ms: samplesOf(asked.flatMap(({ wall }) => wall)).p95,
    asked: questions.length,
    over: medians.filter(({ medianMs }) => medianMs > budgetMs).length,
    overByCpu: medians.filter(({ cpuMs }) => cpuMs > budgetMs).length,
    mostCpu: medians.toSorted((left, right) => right.cpuMs - left.cpuMs)[0] ?? first,
  }
}
