import type { User } from '../../src-shared/schemas/people.ts'
import type { Employment } from '../domain/employment.ts'

/** A user's period of employment, as the rules take it. */
export function employmentOf({ employedFrom, employmentEndsAt }: User): Employment {
  return { from: employedFrom, endsAt: employmentEndsAt === null ? null : Date.parse(employmentEndsAt) }
}
