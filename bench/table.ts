/** One line of the table: what was measured, against what, and what it may be. */
export interface BenchLine {
  readonly what: string
  /** The figure or the ratio that is held against the budget, in words. */
  readonly measured: string
  /** The bare reference, measured in the same run; a dash where there is none. */
  readonly reference: string
  /** As architecture.md words it; a dash where it sets none. */
  readonly budget: string
  readonly verdict: 'ok' | 'over' | 'no budget' | 'skipped'
  /** Which question was the worst one, or why it was skipped. */
  readonly note: string
}

/** The lines as a table of aligned columns, titles first. */
export function tableOf(lines: readonly BenchLine[]): string {
  const titles = ['WHAT', 'MEASURED', 'REFERENCE', 'BUDGET', '', 'NOTE']
  const cells = lines.map((line) => [line.what, line.measured, line.reference, line.budget, line.verdict, line.note])
  const widths = titles.map((_, index) => Math.max(...[titles, ...cells].map((row) => row[index]?.length ?? 0)))
  return [titles, ...cells]
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** `ok` or `over`, by a figure and what it may be at most. */
export function within(figure: number, most: number): 'ok' | 'over' {
  return figure <= most ? 'ok' : 'over'
}

/** The line of something that architecture.md sets no budget for. */
export function withoutBudget(line: BenchLine): BenchLine {
  return { ...line, budget: '–', verdict: 'no budget' }
}

/** A line for what could not be measured here, and why: a budget is never left out silently. */
export function skipped(what: string, budget: string, reason: string): BenchLine {
  return { what, measured: '–', reference: '–', budget, verdict: 'skipped', note: reason }
}
