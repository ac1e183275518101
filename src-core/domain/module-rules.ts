import { type FieldProblem, type FieldProblems, invalidInput } from '../../src-shared/errors.ts'
import type { Module, OwnerKind } from '../../src-shared/schemas/tokens.ts'

/** The modules that a token of this kind of owner may be given: contacts get only those marked for them (O4-7). */
export function offeredModules(ownerKind: OwnerKind, modules: readonly Module[]): readonly Module[] {
  return modules.filter((module) => module.enabled && (ownerKind !== 'contact' || module.forContacts))
}

/**
 * The wanted modules without repetitions, or INVALID_INPUT with a problem on `modules.N` for each that is unknown,
 * off or not for contacts, and on `modules` where a contact's token would reach nothing. What a token already has (`held`)
 * may stay although the module has been switched off since.
 */
export function checkedModules(
  ownerKind: OwnerKind,
  wanted: readonly string[],
  modules: readonly Module[],
  held: readonly string[] = [],
): readonly string[] {
  if (ownerKind === 'contact' && wanted.length === 0)
    throw invalidInput({ modules: { rule: 'required', message: 'Choose at least one module.' } })
  const problems: FieldProblems = {}
  wanted.forEach((code, index) => {
    if (held.includes(code)) return
    const problem = problemOf(
      modules.find((module) => module.code === code),
      ownerKind,
    )
    if (problem !== undefined) problems[`modules.${index}`] = problem
  })
  if (Object.keys(problems).length > 0) throw invalidInput(problems)
  return [...new Set(wanted)]
}

function problemOf(module: Module | undefined, ownerKind: OwnerKind): FieldProblem | undefined {
  if (module === undefined) return { rule: 'unknownModule', message: 'There is no such module.' }
  if (!module.enabled) return { rule: 'moduleOff', message: `${module.name} is not enabled.` }
  if (ownerKind === 'contact' && !module.forContacts)
    return { rule: 'moduleNotForContacts', message: `${module.name} is not for contacts.` }
  return undefined
}
