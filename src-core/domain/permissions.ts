import type { UserId } from '../../src-shared/schemas/ids.ts'
import type { Role } from '../../src-shared/schemas/people.ts'
import { type Permission, permission } from '../../src-shared/schemas/permissions.ts'
import type { OwnerKind } from '../../src-shared/schemas/tokens.ts'

/** Whose tokens an operation reaches: everybody's, or contacts' (if `contacts`) and those owned by `ownUserId`. */
export type TokenReach = 'all' | { readonly contacts: boolean; readonly ownUserId: UserId }

/** The operations on tokens. Each reaches as far as the operator's role says. */
export type TokenPermission = Exclude<Extract<Permission, `tokens.${string}`>, 'tokens.deleteOfOthers'>

/** What each role may ask. A technical user has no role, so there is no row for it: it never signs in (O4-8). */
const PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: permission.options,
  support: [
    'contacts.read',
    'tokens.read',
    'tokens.issue',
    'tokens.withdraw',
    'tokens.delete',
    'tokens.verify',
    'modules.read',
    'policy.read',
  ],
  member: [
    'tokens.read',
    'tokens.issue',
    'tokens.withdraw',
    'tokens.delete',
    'tokens.verify',
    'modules.read',
    'policy.read',
  ],
}

/** The permissions of a role, as the screens are told them. */
export function permissionsOf(role: Role): readonly Permission[] {
  return PERMISSIONS[role]
}

/** Whether the role may ask for this at all. How far it then reaches is `tokenScope`. */
export function isPermitted(role: Role, wanted: Permission): boolean {
  return PERMISSIONS[role].includes(wanted)
}

/**
 * How far an operator's permission over tokens reaches. Administrators reach every token (O4-5, P4-5); support reaches
 * contacts' tokens and its own, but deletes only its own; a member reaches its own.
 */
export function tokenScope(operator: { id: UserId; role: Role }, wanted: TokenPermission): TokenReach {
  if (operator.role === 'administrator') return 'all'
  return { contacts: operator.role === 'support' && wanted !== 'tokens.delete', ownUserId: operator.id }
}

/** Whether a token of this owner lies within the reach. */
export function reaches(reach: TokenReach, owner: { kind: OwnerKind; id: string }): boolean {
  if (reach === 'all') return true
  return owner.kind === 'contact' ? reach.contacts : owner.id === reach.ownUserId
}
