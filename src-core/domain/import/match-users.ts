import type { ImportField, ImportReason } from '../../../src-shared/contract/imports.ts'
import type { Language } from '../../../src-shared/schemas/common.ts'
import type { Role, UserKind } from '../../../src-shared/schemas/people.ts'
import { FILL_IN, type UserDraft } from './drafts.ts'
import type { Decision } from './match-contacts.ts'

export interface StoredUser {
  readonly id: string
  readonly username: string
  readonly fullName: string
  readonly email: string | null
  readonly preferredLanguage: Language
  readonly role: Role | null
  readonly kind: UserKind
}

/** A user as it will be after the import; `id` is null for a new one. */
export interface PlannedUser extends Omit<StoredUser, 'id'> {
  readonly id: string | null
}

export interface UserPlan {
  know(user: StoredUser): void
  /** Decides on one record, in the order of the file. */
  decide(draft: UserDraft): Decision
  readonly newUsers: readonly PlannedUser[]
  readonly changedUsers: readonly PlannedUser[]
}

/**
 * Matches the users of a file with those of the store, by username without regard to case. What a user may do (role)
 * and whether it is technical never changes by an import; a blank cell erases nothing. A new person without a role is a
 * member; the role of a new user is always named.
 */
export function planUsers(): UserPlan {
  const known = new Map<string, Known>()
  const newUsers: PlannedUser[] = []
  const changedUsers: PlannedUser[] = []

  const create = (draft: UserDraft): Decision => {
    if (draft.fullName === null)
      return { outcome: 'wrong', reasons: [{ is: 'problem', field: 'fullName', problem: FILL_IN }] }
    const kind = draft.kind ?? 'person'
    const role = kind === 'technical' ? null : (draft.role ?? 'member')
    const user: PlannedUser = {
      id: null,
      username: draft.username,
      fullName: draft.fullName,
      email: draft.email,
      preferredLanguage: draft.preferredLanguage ?? 'en',
      role,
      kind,
    }
    known.set(foldUsername(draft.username), { user, claimedBy: draft.line })
    newUsers.push(user)
    return { outcome: 'new', reasons: [role === null ? { is: 'technical-user' } : { is: 'role', role }] }
  }

  return {
    know: (user) => void known.set(foldUsername(user.username), { user, claimedBy: null }),
    decide: (draft) => {
      const found = known.get(foldUsername(draft.username))
      if (found === undefined) return create(draft)
      if (found.claimedBy !== null)
        return { outcome: 'skipped', reasons: [{ is: 'same-person', line: found.claimedBy }] }
      found.claimedBy = draft.line
      const { user } = found
      const kept = whatIsKept(user, draft)
      const changes = changesOf(user, draft)
      if (changes.length === 0) return { outcome: 'skipped', reasons: [{ is: 'nothing-to-change' }, ...kept] }
      found.user = {
        ...user,
        fullName: draft.fullName ?? user.fullName,
        email: draft.email ?? user.email,
        preferredLanguage: draft.preferredLanguage ?? user.preferredLanguage,
      }
      changedUsers.push(found.user)
      return { outcome: 'changed', reasons: [{ is: 'changes', fields: changes }, ...kept] }
    },
    newUsers,
    changedUsers,
  }
}

/** Usernames are compared without regard to case. */
export function foldUsername(username: string): string {
  return username.normalize('NFKC').toLowerCase()
}

interface Known {
  user: PlannedUser
  /** The line of the record that this user was found or made for. */
  claimedBy: number | null
}

function changesOf(user: PlannedUser, draft: UserDraft): ImportField[] {
  return [
    ...(draft.fullName === null || draft.fullName === user.fullName ? [] : (['fullName'] as const)),
    ...(draft.email === null || draft.email === user.email ? [] : (['email'] as const)),
    ...(draft.preferredLanguage === null || draft.preferredLanguage === user.preferredLanguage
      ? []
      : (['preferredLanguage'] as const)),
  ]
}

/** What the file asks for and an import never does. */
function whatIsKept(user: PlannedUser, draft: UserDraft): readonly ImportReason[] {
  const role = draft.role !== null && draft.role !== user.role
  const kind = draft.kind !== null && draft.kind !== user.kind
  if (role && kind) return [{ is: 'keeps-role-and-kind' }]
  if (role) return [{ is: 'keeps-role' }]
  return kind ? [{ is: 'keeps-kind' }] : []
}
