import { DeskError, type FieldProblem } from '../../src-shared/errors.ts'
import type { Policy } from '../../src-shared/schemas/policy.ts'

/** What the policy says about the names of new tokens. */
export type NameRules = Pick<Policy, 'nameMinimumLength' | 'namePrefix' | 'nameUniqueForOwner'>

/**
 * Refuses a name that the rules do not allow: POLICY with a problem on `name`. `isTaken` says whether the owner has another
 * living token of this name, whatever its case and accents; it counts only where names are unique for an owner.
 */
export function checkName(name: string, rules: NameRules, isTaken: boolean): void {
  const problem = nameProblem(name, rules) ?? (rules.nameUniqueForOwner && isTaken ? TAKEN : undefined)
  if (problem === undefined) return
  throw new DeskError({ code: 'POLICY', message: 'The policy does not allow this name.', fields: { name: problem } })
}

/** The names for a contact's token that a form may begin with, best first: all of them obey what rules say of a name alone. */
export function nameSuggestions(customer: string, contact: string, rules: NameRules): readonly string[] {
  const prefix = rules.namePrefix ?? ''
  const bases = [`${customer} portal`, `${customer} portal, ${contact}`].map((base) =>
    base.startsWith(prefix) ? base : `${prefix}${base}`,
  )
  // A name that is taken gets a number, as far as anybody would count.
  const endings = rules.nameUniqueForOwner ? ['', ...Array.from({ length: 8 }, (_, index) => ` ${index + 2}`)] : ['']
  return bases
    .flatMap((base) => endings.map((ending) => `${cut(base, NAME_LIMIT - ending.length)}${ending}`))
    .filter((name) => nameProblem(name, rules) === undefined)
}

const NAME_LIMIT = 200
const TAKEN: FieldProblem = {
  rule: 'nameTaken',
  message: 'This owner has another token of this name. Names are unique for an owner.',
}

function nameProblem(name: string, { nameMinimumLength, namePrefix }: NameRules): FieldProblem | undefined {
  if (namePrefix !== null && !name.startsWith(namePrefix))
    return { rule: 'namePrefixMissing', message: `A name begins with ${namePrefix}.`, limit: namePrefix }
  if ([...name].length < nameMinimumLength)
    return { rule: 'nameTooShort', message: `At least ${nameMinimumLength} characters.`, limit: nameMinimumLength }
  return undefined
}

/** By code points, so that no character is cut in two. */
function cut(text: string, length: number): string {
  return [...text].slice(0, length).join('').trimEnd()
}
