import { samplesOf, timeOf } from './samples.ts'

/** A question to the desk with the words by which the table names it. */
export interface Question {
  readonly name: string
  ask(): Promise<unknown>
}

/** What a set of questions took: the worst by its median, and how many stayed within the budget. */
export interface WorstOf {
  readonly name: string
  readonly medianMs: number
  readonly p95Ms: number
  readonly asked: number
  readonly over: number
  /** The five worst, for whoever has to mend them. */
  readonly worst: readonly { readonly name: string; readonly medianMs: number }[]
}

/** Asks every question some times, all in turns, and finds the worst. A round before the first is not counted. */
export async function worstOf(questions: readonly Question[], rounds: number, budgetMs: number): Promise<WorstOf> {
  const times = questions.map((): number[] => [])
  for (let round = -1; round < rounds; round += 1)
    for (const [index, question] of questions.entries()) {
      const elapsed = await timeOf(() => question.ask())
      if (round >= 0) times[index]?.push(elapsed)
    }
  const medians = questions
    .map(({ name }, index) => ({ name, medianMs: samplesOf(times[index] ?? []).median }))
    .toSorted((left, right) => right.medianMs - left.medianMs)
  const [first] = medians
  return {
    name: first?.name ?? 'nothing',
    medianMs: first?.medianMs ?? Number.NaN,
    p95Ms: samplesOf(times.flat()).p95,
    asked: questions.length,
    over: medians.filter(({ medianMs }) => medianMs > budgetMs).length,
    worst: medians.slice(0, 5),
  }
}
