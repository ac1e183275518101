import type Database from 'better-sqlite3'
import type { ResourceServerId, TokenId, UserId } from '../../../src-shared/schemas/ids.ts'
import type { OwnerKind, TokenState } from '../../../src-shared/schemas/tokens.ts'
import type { KnownResourceServer, TokenForVerification } from '../store.ts'

/**
 * Prepares the read behind every verification, on a connection of its own that is never inside a transaction: what has
 * been changed is seen at once, even while a long read looks at an older state elsewhere.
 */
export function verificationRead(
  verifier: Database.Database,
): (digest: Uint8Array) => TokenForVerification | undefined {
  const read = verifier
    .prepare<[Uint8Array], VerificationRow>(verificationQuery({ digest: '?', lookingUp: 'cross join' }))
    .raw()
  return (digest) => tokenForVerification(read.get(digest))
}

/**
 * The one text of that read, as both databases understand it. Scalar subqueries look up what the row needs and nothing
 * else, the owner once; outer joins measured five times slower.
 */
export function verificationQuery({ digest, lookingUp }: { digest: string; lookingUp: string }): string {
  return `
    select t.public_id, t.state, t.disabled_until, t.expires_at, t.owner_kind,
      case when t.owner_contact_id is null
        then (select public_id || ' ' || active || ' ' || coalesce(cast(employment_ends_at as text), '')
          from users where id = t.owner_user_id)
        else (select c.public_id || ' ' || (c.active * o.active) || ' ' || o.public_id
          from contacts c ${lookingUp} customers o on o.id = c.customer_id
          where c.id = t.owner_contact_id) end,
      (select string_agg(m.code, ' ') from token_modules tm ${lookingUp} modules m on m.id = tm.module_id
        where tm.token_id = t.id and m.enabled = 1 and (m.for_contacts = 1 or t.owner_contact_id is null))
    from tokens t where t.digest = ${digest}`
}

/** A row of that read as the house knows it. */
export function tokenForVerification(row: VerificationRow | undefined): TokenForVerification | undefined {
  if (row === undefined) return undefined
  const [id, state, disabledUntil, expiresAt, ownerKind, owner, modules] = row
  const [ownerId = '', active, last = ''] = owner.split(' ')
  const ofContact = ownerKind === 'contact'
  return {
    id,
    state,
    disabledUntil,
    expiresAt,
    ownerKind,
    ownerId,
    ownerActive: active === '1',
    customerId: ofContact ? last : null,
    employmentEndsAt: ofContact || last === '' ? null : Number(last),
    modules: modules === null ? [] : modules.split(' ').sort(),
  }
}

/**
 * As selected: id, state, until when it is disabled, expiration, kind of owner, then `id active customer` of a contact or
 * `id active end-of-employment` of a user, and the codes of the modules
 * that it reaches: those that are enabled, and for a contact's token open to contacts, too.
 * No id and no code has a space in it.
 */
export type VerificationRow = [
  id: TokenId,
  state: TokenState,
  disabledUntil: number | null,
  expiresAt: number | null,
  ownerKind: OwnerKind,
  owner: string,
  modules: string | null,
]

/** Prepares the read behind the secret of a resource server, on the same connection. */
export function resourceServerRead(
  verifier: Database.Database,
): (digest: Uint8Array) => KnownResourceServer | undefined {
  const read = verifier.prepare<[Uint8Array], ResourceServerRow>(resourceServerQuery('?')).raw()
  return (digest) => knownResourceServer(read.get(digest))
}

/** The one text of that read, as both databases understand it. */
export function resourceServerQuery(digest: string): string {
  return `
    select s.public_id, s.name, s.withdrawn_at,
      (select string_agg(m.code, ' ') from resource_server_modules sm join modules m on m.id = sm.module_id
        where sm.server_id = s.id),
      (select public_id from users where id = s.acts_as)
    from resource_servers s where s.digest = ${digest}`
}

/** A row of that read as the house knows it. */
export function knownResourceServer(row: ResourceServerRow | undefined): KnownResourceServer | undefined {
  if (row === undefined) return undefined
  const [id, name, withdrawnAt, modules, actsAs] = row
  return { id, name, isWithdrawn: withdrawnAt !== null, modules: modules?.split(' ').sort() ?? [], actsAs }
}

/** As selected: id, name, when it was withdrawn, the codes of its modules, and the technical user that it acts as. */
export type ResourceServerRow = [
  id: ResourceServerId,
  name: string,
  withdrawnAt: number | null,
  modules: string | null,
  actsAs: UserId | null,
]
