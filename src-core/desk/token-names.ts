import type { Policy } from '../../src-shared/schemas/policy.ts'
import type { OwnerKind } from '../../src-shared/schemas/tokens.ts'
import { checkName, nameSuggestions } from '../domain/name-rules.ts'
import type { Repositories } from '../store/store.ts'

/** A name that somebody wants to give to a token. */
export interface WantedName {
  readonly owner: { readonly kind: OwnerKind; readonly id: string }
  readonly name: string
  readonly now: number
  /** The token itself, where it has a name already. */
  readonly exceptId?: string
}

/** Refuses what the policy does not allow: POLICY with a problem on `name`. For new names only; what tokens are called stays. */
export async function checkTokenName(wanted: WantedName, policy: Policy, { tokens }: Repositories): Promise<void> {
  checkName(wanted.name, policy, await isNameTaken(wanted, policy, { tokens }))
}

/** Whether the owner has another living token of this name, where the policy wants names to be unique. */
export async function isNameTaken(
  wanted: WantedName,
  { nameUniqueForOwner }: Policy,
  { tokens }: Pick<Repositories, 'tokens'>,
): Promise<boolean> {
  return nameUniqueForOwner && tokens.hasNamesake(wanted)
}

/** The name that a form begins with for a contact's token, or nothing where none that is short obeys the rules. */
export async function suggestedTokenName(
  owner: WantedName['owner'],
  named: { readonly customer: string; readonly contact: string },
  policy: Policy,
  { tokens }: Repositories,
  now: number,
): Promise<string> {
  for (const name of nameSuggestions(named.customer, named.contact, policy))
    if (!(await isNameTaken({ owner, name, now }, policy, { tokens }))) return name
  return ''
}

/** What a form says of names before anybody has broken a rule. */
export function nameRulesOf({ nameMinimumLength, namePrefix, nameUniqueForOwner }: Policy) {
  return { minimumLength: nameMinimumLength, prefix: namePrefix, uniqueForOwner: nameUniqueForOwner }
}
