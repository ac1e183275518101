import type { Choices } from './choices.ts'
import type { Fault } from './fault.ts'
import type { Stage } from './stages.ts'

/** What happens to whom. */
export interface Card {
  readonly fault: Fault
  readonly stage: Stage
}

/** Without end: first each kind of fault once, then each to each subject that it applies to, in an order that is chosen anew each time. */
export function* deck(faults: readonly Fault[], stages: readonly Stage[], choices: Choices): Generator<Card> {
  const cards = faults.flatMap((fault) =>
    stages.filter(({ trial }) => fault.appliesTo(trial.subject) === true).map((stage) => ({ fault, stage })),
  )
  for (const fault of choices.shuffled(faults)) {
    const ofItsKind = cards.filter((card) => card.fault === fault)
    if (ofItsKind.length > 0) yield choices.of(ofItsKind)
  }
  while (cards.length > 0) yield* choices.shuffled(cards)
}
