import { DeskError } from '../../src-shared/errors.ts'
import type { OwnerKind, OwnerReference } from '../../src-shared/schemas/tokens.ts'
import type { Operator } from '../dispatch.ts'
import type { Employment } from '../domain/employment.ts'
import { reaches } from '../domain/permissions.ts'
import type { Repositories } from '../store/store.ts'
import { employmentOf } from './employment-of.ts'
import { found, notFound } from './refusals.ts'
import { scopeOf } from './token-reach.ts'

/** Who is to own a token, as far as issuing one needs to know. */
export interface FutureOwner {
  readonly kind: OwnerKind
  readonly name: string
  readonly active: boolean
  /** Whom a contact's token is for, by their names. */
  readonly contactOf: { readonly customer: string; readonly contact: string } | null
  readonly employment: Employment
}

/** The owner, or FORBIDDEN outside the operator's reach (O4-5, O4-8, P4-5), or NOT_FOUND. */
export async function ownerFor(
  repositories: Repositories,
  operator: Operator,
  owner: OwnerReference,
): Promise<FutureOwner> {
  if (!reaches(scopeOf(operator, 'tokens.issue'), owner))
    throw new DeskError({ code: 'FORBIDDEN', message: 'Your role does not allow tokens for this owner.' })
  if (owner.kind === 'technical-user') await technicalUserTokensOn(repositories)
  if (owner.kind === 'contact') {
    const { fullName, active, customer } = found(await repositories.contacts.get(owner.id), 'This contact')
    return {
      kind: 'contact',
      name: fullName,
      active: active && customer.active,
      contactOf: { customer: customer.name, contact: fullName },
      // A contact is employed by the customer, of whom this is not known.
      employment: { from: null, endsAt: null },
    }
  }
  const user = found(await repositories.users.get(owner.id), 'This user')
  if ((user.kind === 'technical') !== (owner.kind === 'technical-user')) throw notFound('This user')
  return {
    kind: owner.kind,
    name: user.fullName,
    active: user.active,
    contactOf: null,
    employment: employmentOf(user),
  }
}

/** The feature switch of the installation (AK-1). It stops new tokens; those that there are go on. */
export async function technicalUserTokensOn({ settings }: Repositories): Promise<void> {
  if ((await settings.installation()).technicalUserTokens) return
  throw new DeskError({
    code: 'POLICY',
    reason: 'technical-user-tokens-off',
    message: 'Tokens of technical users are switched off in this installation. An administrator can switch them on.',
  })
}
