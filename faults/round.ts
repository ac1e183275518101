import type { Choices } from './choices.ts'
import type { Card } from './deck.ts'

/** What happened to one subject once, and what was found then. */
export interface Round {
  readonly fault: string
  readonly subject: string
  readonly acknowledged: number
  /** Said not to have been carried out. */
  readonly refused: number
  readonly openWhole: number
  readonly openAbsent: number
  readonly recoveryMs: number
  readonly words: string
  readonly problems: readonly string[]
  /** The subject did not come through it: nothing more can be learned from it. */
  readonly isLost: boolean
}

export async function playRound({ fault, stage }: Card, choices: Choices): Promise<Round> {
  const { trial } = stage
  const before = trial.acknowledged()
  const refused = () => trial.journal.entries.filter(({ outcome }) => outcome === 'refused').length
  const refusedBefore = refused()
  const about = { fault: fault.name, subject: trial.subject.name }
  try {
    const { recoveryMs, words, problems } = await fault.happen(stage, choices)
    const found = await trial.check()
    const said = trial.subject.words()
    return {
      ...about,
      acknowledged: trial.acknowledged() - before,
      refused: refused() - refusedBefore,
      openWhole: found.openWhole,
      openAbsent: found.openAbsent,
      recoveryMs,
      words,
      problems: [...problems, ...found.problems, ...(said === '' ? [] : [`logged as a bug: ${said.trim()}`])],
      isLost: false,
    }
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
    const problems = [what, trial.subject.words()].filter((words) => words !== '')
    return {
      ...about,
      acknowledged: 0,
      refused: 0,
      openWhole: 0,
      openAbsent: 0,
      recoveryMs: 0,
      words: 'lost',
      problems,
      isLost: true,
    }
  }
}

/** A round in one line, as it goes by. */
export function lineOf(round: Round, seconds: number): string {
  const { fault, subject, acknowledged, refused, openWhole, openAbsent, recoveryMs, words, problems } = round
  const counts = `${acknowledged} acknowledged, ${refused} refused, ${openWhole} + ${openAbsent} open, back in ${Math.round(recoveryMs)} ms`
  const verdict = problems.length === 0 ? 'sound' : `FAILED\n  ${problems.join('\n  ')}`
  return `${seconds.toFixed(1).padStart(6)} s  ${subject.padEnd(20)} ${fault.padEnd(20)} ${counts} (${words}): ${verdict}`
}

/** All rounds, a line for each kind of fault. */
export function tableOf(rounds: readonly Round[]): string {
  const titles = [
    'FAULT',
    'TIMES',
    'ACKNOWLEDGED',
    'REFUSED',
    'OPEN: WHOLE',
    'OPEN: ABSENT',
    'SLOWEST RECOVERY',
    'FAILURES',
  ]
  const lines = [...Map.groupBy(rounds, ({ fault }) => fault)].map(([fault, all]) => {
    const sum = (count: (round: Round) => number) => String(all.reduce((total, round) => total + count(round), 0))
    return [
      fault,
      String(all.length),
      sum((round) => round.acknowledged),
      sum((round) => round.refused),
      sum((round) => round.openWhole),
      sum((round) => round.openAbsent),
      `${Math.round(Math.max(...all.map(({ recoveryMs }) => recoveryMs)))} ms`,
      sum((round) => round.problems.length),
    ]
  })
  const widths = titles.map((_, column) => Math.max(...[titles, ...lines].map((line) => line[column]?.length ?? 0)))
  return [titles, ...lines]
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
