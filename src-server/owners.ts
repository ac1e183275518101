import type { OutputOf } from '../src-shared/contract/calls.ts'
import type { DeskCalls } from '../src-shared/contract/index.ts'
import type { Operator } from '../src-shared/contract/sessions.ts'
import { DeskError } from '../src-shared/errors.ts'
import { type ContactId, contactId, userId } from '../src-shared/schemas/ids.ts'
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

/** The largest page that the contract gives. */
const PAGE_ROWS = 200

/** Every page is looked at: whoever stands on a later one may be the one who is meant, or a namesake. */
async function contactsNamed(who: string, call: SignedIn['call']) {
  const ids: ContactId[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: OutputOf<DeskCalls, 'contacts.list'> = await call('contacts.list', {
      search: who,
      limit: PAGE_ROWS,
      ...(cursor === undefined ? {} : { cursor }),
    })
    const named = page.rows.filter(({ email, fullName }) => same(email ?? '', who) || same(fullName, who))
    ids.push(...named.map(({ id }) => id))
    cursor = page.nextCursor
  }
  return ids
}

async function usersNamed(who: string, kind: 'user' | 'technical-user', call: SignedIn['call']) {
  const filter = { search: who, kind: kind === 'user' ? ('person' as const) : ('technical' as const) }
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: OutputOf<DeskCalls, 'users.list'> = await call('users.list', {
      ...filter,
      limit: PAGE_ROWS,
      ...(cursor === undefined ? {} : { cursor }),
    })
    // One at most has a username.
    const named = page.rows.filter(({ username }) => same(username, who)).map(({ id }) => id)
    if (named.length > 0) return named
    cursor = page.nextCursor
  }
  return []
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
