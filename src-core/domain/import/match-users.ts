import type { Language } from '../../../src-shared/schemas/common.ts'
import type { Role, UserKind } from '../../../src-shared/schemas/people.ts'
import type { UserDraft } from './drafts.ts'
import { type Decision, listed } from './match-contacts.ts'

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
 * member; the role of a new user is always named in the reason.
 */
export function planUsers(): UserPlan {
  const known = new Map<string, Known>()
  const newUsers: PlannedUser[] = []
  const changedUsers: PlannedUser[] = []

  const create = (draft: UserDraft): Decision => {
    if (draft.fullName === null) return { outcome: 'wrong', reason: 'Name: fill this in.' }
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
    return { outcome: 'new', reason: role === null ? 'Technical user.' : `Role: ${role}.` }
  }

  return {
    know: (user) => void known.set(foldUsername(user.username), { user, claimedBy: null }),
    decide: (draft) => {
      const found = known.get(foldUsername(draft.username))
      if (found === undefined) return create(draft)
      if (found.claimedBy !== null)
        return { outcome: 'skipped', reason: `The same user as on line ${found.claimedBy}.` }
      found.claimedBy = draft.line
      const { user } = found
      const kept = keptWords(user, draft)
      const changes = changesOf(user, draft)
      if (changes.length === 0) return { outcome: 'skipped', reason: `Nothing to change.${kept}` }
      found.user = {
        ...user,
        fullName: draft.fullName ?? user.fullName,
        email: draft.email ?? user.email,
        preferredLanguage: draft.preferredLanguage ?? user.preferredLanguage,
      }
      changedUsers.push(found.user)
      return { outcome: 'changed', reason: `Changes ${listed(changes)}.${kept}` }
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

function changesOf(user: PlannedUser, draft: UserDraft): string[] {
  return [
    ...(draft.fullName === null || draft.fullName === user.fullName ? [] : ['name']),
    ...(draft.email === null || draft.email === user.email ? [] : ['e-mail']),
    ...(draft.preferredLanguage === null || draft.preferredLanguage === user.preferredLanguage ? [] : ['language']),
  ]
}

/** What the file asks for and an import never does, in one more sentence. */
function keptWords(user: PlannedUser, draft: UserDraft): string {
  const role = draft.role !== null && draft.role !== user.role
  const kind = draft.kind !== null && draft.kind !== user.kind
  if (role && kind) return ' An import leaves role and kind as they are.'
  if (role) return ' An import leaves the role as it is.'
  return kind ? ' An import leaves the kind as it is.' : ''
}
