import type { Operator } from '../src-shared/contract/sessions.ts'
import { DeskError } from '../src-shared/errors.ts'
import { contactId, userId } from '../src-shared/schemas/ids.ts'
import type { OwnerReference } from '../src-shared/schemas/tokens.ts'
import type { SignedIn } from './sign-in.ts'

/** Whose token it is to be, as it was asked: by id, or by a name that one person only answers to. */
export type OwnerQuestion = { readonly kind: 'self' } | { readonly kind: OwnerReference['kind']; readonly who: string }

/**
 * The owner that is meant. An id is taken as it is; a user is also found by username, a contact also by e-mail address
 * or full name, without regard to case.
 *
 * @throws {DeskError} NOT_FOUND where nobody answers to the name, CONFLICT (with the ids) where several do.
 */
export async function findOwner(
  question: OwnerQuestion,
  operator: Operator,
  call: SignedIn['call'],
): Promise<OwnerReference> {
  if (question.kind === 'self') return { kind: 'user', id: operator.id }
  const { kind, who } = question
  if (kind === 'contact') {
    const id = contactId.safeParse(who.toUpperCase())
    return { kind, id: id.success ? id.data : one(who, await contactsNamed(who, call)) }
  }
  const id = userId.safeParse(who.toUpperCase())
  return { kind, id: id.success ? id.data : one(who, await usersNamed(who, kind, call)) }
}

/** More people than this of one name are told apart by id anyway. */
const CANDIDATES = 200

async function contactsNamed(who: string, call: SignedIn['call']) {
  const { rows } = await call('contacts.list', { search: who, limit: CANDIDATES })
  return rows.filter(({ email, fullName }) => same(email ?? '', who) || same(fullName, who)).map(({ id }) => id)
}

async function usersNamed(who: string, kind: 'user' | 'technical-user', call: SignedIn['call']) {
  const { rows } = await call('users.list', {
    search: who,
    kind: kind === 'user' ? 'person' : 'technical',
    limit: CANDIDATES,
  })
  return rows.filter(({ username }) => same(username, who)).map(({ id }) => id)
}

function one<Id extends string>(who: string, ids: readonly Id[]): Id {
  const [first, second] = ids
  if (first === undefined) throw new DeskError({ code: 'NOT_FOUND', message: `Nobody is called “${who}”.` })
  if (second === undefined) return first
  const some = ids.slice(0, 5).join(', ')
  throw new DeskError({
    code: 'CONFLICT',
    reason: 'several',
    message: `Several are called “${who}”. Say which by id: ${some}${ids.length > 5 ? ', …' : ''}.`,
  })
}

function same(left: string, right: string): boolean {
  return fold(left) === fold(right)
}

function fold(text: string): string {
  return text.trim().normalize('NFC').toLowerCase()
}
