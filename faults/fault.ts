import type { Choices } from './choices.ts'
import type { Stage } from './stages.ts'
import type { Subject } from './subject.ts'

/** Something that goes wrong, and what has to hold then. */
export interface Fault {
  readonly name: string
  /** Whether it can happen to this subject here; else why not. */
  appliesTo(subject: Subject): true | string
  /** Lets it happen while the clients work, and sees the subject through it, which runs again afterwards. */
  happen(stage: Stage, choices: Choices): Promise<Course>
}

/** How it went. */
export interface Course {
  /** From when it was over to when the desk was there for its clients again. */
  readonly recoveryMs: number
  /** What happened, in a few words. */
  readonly words: string
  readonly problems: readonly string[]
}

/** When it happens: after so many operations, and a moment into the next ones. */
export function momentOf(choices: Choices): { readonly operations: number; readonly thenMs: number } {
  return { operations: choices.between(3, 40), thenMs: choices.below(8) }
}
