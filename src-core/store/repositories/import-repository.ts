import type { Insertable, Kysely } from 'kysely'
import type { ContactId, CustomerId, TokenId, UserId } from '../../../src-shared/schemas/ids.ts'
import type { OwnerKind, TokenState } from '../../../src-shared/schemas/tokens.ts'
import type { StoredContact, StoredCustomer } from '../../domain/import/match-contacts.ts'
import type { StoredUser } from '../../domain/import/match-users.ts'
import type { Random } from '../../ports.ts'
import { fold, usernameKey } from '../fold.ts'
import { freshIds } from '../ids.ts'
import { customerNameColumns, fullNameColumns, nameColumns } from '../name-order.ts'
import type { StoreSchema } from '../schema.ts'

/** A contact of an import or of the sample data. */
export interface BulkContact {
  readonly customerId: string
  readonly fullName: string
  readonly email: string | null
  readonly phone: string | null
  readonly jobTitle: string | null
}
export type BulkUser = Omit<StoredUser, 'id'>
export type ContactUpdate = Omit<StoredContact, 'customerId'>
export type UserUpdate = Pick<StoredUser, 'id' | 'fullName' | 'email' | 'preferredLanguage'>

/** A token as it came to be at some time, which only the sample data makes. Instants are milliseconds. */
export interface BulkToken {
  readonly owner: { readonly kind: OwnerKind; readonly id: string }
  readonly name: string
  readonly description: string | null
  readonly digest: Uint8Array
  readonly hint: string
  readonly modules: readonly string[]
  readonly state: Exclude<TokenState, 'deleted'>
  readonly createdBy: string | null
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly lastAccessAt: number | null
  readonly removedAt: number | null
}

/** Reads and writes of many rows at a time: pages of PAGE_ROWS, lists of at most BULK_ROWS. */
export interface ImportRepository {
  /** All customers in pages, in the order they were made; `after` is the last id of the page before. */
  customers(after: string | null): Promise<StoredCustomer[]>
  /** The contacts of these customers in pages; `after` is the last id of the page before. */
  contactsOf(customerIds: readonly string[], after: string | null): Promise<StoredContact[]>
  /** The users among these usernames, compared without regard to case. */
  usersNamed(usernames: readonly string[]): Promise<StoredUser[]>
  /** The new ids, in the order given. */
  createCustomers(customers: readonly Omit<StoredCustomer, 'id'>[], createdAt: number): Promise<CustomerId[]>
  createContacts(contacts: readonly BulkContact[], createdAt: number): Promise<ContactId[]>
  updateContacts(contacts: readonly ContactUpdate[]): Promise<void>
  createUsers(users: readonly BulkUser[], createdAt: number): Promise<UserId[]>
  updateUsers(users: readonly UserUpdate[]): Promise<void>
  createTokens(tokens: readonly BulkToken[]): Promise<TokenId[]>
}

/** The most rows of one write. */
export const BULK_ROWS = 200
/** The most rows of one page. */
export const PAGE_ROWS = 2000

export function importRepository(database: Kysely<StoreSchema>, random: Random): ImportRepository {
  return {
    customers: async (after) => {
      const rows = await database
        .selectFrom('customers')
        .select(['public_id', 'name', 'reference'])
        .where('id', '>', await rowNumber(database, 'customers', after))
        .orderBy('id')
        .limit(PAGE_ROWS)
        .execute()
      return rows.map(({ public_id, name, reference }) => ({ id: public_id, name, reference }))
    },

    contactsOf: async (customerIds, after) => {
      const customers = await customersById(database, new Set(customerIds))
      const publicIds = new Map([...customers.values()].map(({ id, public_id }) => [id, public_id]))
      if (publicIds.size === 0) return []
      const rows = await database
        .selectFrom('contacts')
        .select(['public_id', 'customer_id', 'full_name', 'email', 'phone', 'job_title'])
        .where('customer_id', 'in', [...publicIds.keys()])
        .where('id', '>', await rowNumber(database, 'contacts', after))
        .orderBy('id')
        .limit(PAGE_ROWS)
        .execute()
      return rows.map((row) => ({
        id: row.public_id,
        customerId: publicIds.get(row.customer_id) as CustomerId,
        fullName: row.full_name,
        email: row.email,
        phone: row.phone,
        jobTitle: row.job_title,
      }))
    },

    usersNamed: async (usernames) => {
      if (usernames.length === 0) return []
      const rows = await database
        .selectFrom('users')
        .select(['public_id', 'username', 'full_name', 'email', 'preferred_language', 'role', 'kind'])
        .where('username_key', 'in', usernames.map(usernameKey))
        .execute()
      return rows.map((row) => ({
        id: row.public_id,
        username: row.username,
        fullName: row.full_name,
        email: row.email,
        preferredLanguage: row.preferred_language,
        role: row.role,
        kind: row.kind,
      }))
    },

    createCustomers: async (customers, createdAt) => {
      if (customers.length === 0) return []
      const ids = await freshIds(database, 'CUS', random, customers.length)
      const rows = customers.map(({ name, reference }, index) => ({
        public_id: ids[index] as CustomerId,
        active: 1 as const,
        ...nameColumns(name),
        reference,
        reference_folded: reference === null ? null : fold(reference),
        created_at: createdAt,
      }))
      await database.insertInto('customers').values(rows).execute()
      return ids
    },

    createContacts: async (contacts, createdAt) => {
      if (contacts.length === 0) return []
      const ids = await freshIds(database, 'CON', random, contacts.length)
      const customers = await customersById(database, new Set(contacts.map(({ customerId }) => customerId)))
      const rows = contacts.map((contact, index) => {
        const customer = customers.get(contact.customerId)
        if (customer === undefined) throw new Error(`There is no customer ${contact.customerId}.`)
        return {
          public_id: ids[index] as ContactId,
          customer_id: customer.id,
          ...customerNameColumns(customer),
          active: 1 as const,
          ...contactColumns(contact),
          created_at: createdAt,
        }
      })
      await database.insertInto('contacts').values(rows).execute()
      return ids
    },

    updateContacts: async (contacts) => {
      for (const contact of contacts)
        await database
          .updateTable('contacts')
          .set(contactColumns(contact))
          .set((column) => ({ version: column('version', '+', 1) }))
          .where('public_id', '=', contact.id as ContactId)
          .execute()
    },

    createUsers: async (users, createdAt) => {
      if (users.length === 0) return []
      const ids = await freshIds(database, 'USR', random, users.length)
      const rows: Insertable<StoreSchema['users']>[] = users.map((user, index) => ({
        public_id: ids[index] as UserId,
        kind: user.kind,
        role: user.role,
        active: 1,
        username: user.username,
        username_key: usernameKey(user.username),
        ...userColumns(user),
        employed_from: null,
        employed_until: null,
        password_hash: null,
        setup_code_digest: null,
        setup_code_expires_at: null,
        created_at: createdAt,
      }))
      await database.insertInto('users').values(rows).execute()
      return ids
    },

    updateUsers: async (users) => {
      for (const user of users)
        await database
          .updateTable('users')
          .set(userColumns(user))
          .set((column) => ({ version: column('version', '+', 1) }))
          .where('public_id', '=', user.id as UserId)
          .execute()
    },

    createTokens: async (tokens) => {
      const ids = await freshIds(database, 'TKN', random, tokens.length)
      const modules = await database.selectFrom('modules').select(['id', 'code']).execute()
      const moduleNumbers = new Map(modules.map(({ id, code }) => [code, id]))
      for (const [index, token] of tokens.entries()) {
        const owner = await ownerOf(database, token.owner)
        const creator = token.createdBy === null ? null : await ownerOf(database, { kind: 'user', id: token.createdBy })
        const { id } = await database
          .insertInto('tokens')
          .values({
            public_id: ids[index] as TokenId,
            state: token.state,
            owner_kind: token.owner.kind,
            owner_user_id: token.owner.kind === 'contact' ? null : owner.id,
            owner_contact_id: token.owner.kind === 'contact' ? owner.id : null,
            ...nameColumns(token.name),
            owner_name_folded: owner.full_name_folded,
            hint: token.hint,
            digest: token.digest,
            created_by: creator?.id ?? null,
            created_at: token.createdAt,
            expires_at: token.expiresAt,
            last_access_at: token.lastAccessAt,
            removed_at: token.removedAt,
            deleted_at: null,
            description: token.description,
          })
          .returning('id')
          .executeTakeFirstOrThrow()
        const links = token.modules.map((code) => ({
          token_id: id,
          module_id: moduleNumbers.get(code) as number,
          owner_kind: token.owner.kind,
        }))
        if (links.length > 0) await database.insertInto('token_modules').values(links).execute()
      }
      return ids
    },
  }
}

function contactColumns({ fullName, email, phone, jobTitle }: Omit<BulkContact, 'customerId'>) {
  return {
    ...fullNameColumns(fullName),
    email,
    email_folded: email === null ? null : fold(email),
    phone,
    job_title: jobTitle,
  }
}

function userColumns({ fullName, email, preferredLanguage }: Omit<UserUpdate, 'id'>) {
  return {
    ...fullNameColumns(fullName),
    email,
    email_folded: email === null ? null : fold(email),
    preferred_language: preferredLanguage,
  }
}

/** The number of a row, or 0, which is before them all. */
async function rowNumber(database: Kysely<StoreSchema>, table: 'customers' | 'contacts', id: string | null) {
  if (id === null) return 0
  const row =
    table === 'customers'
      ? await database
          .selectFrom('customers')
          .select('id')
          .where('public_id', '=', id as CustomerId)
          .executeTakeFirst()
      : await database
          .selectFrom('contacts')
          .select('id')
          .where('public_id', '=', id as ContactId)
          .executeTakeFirst()
  return row?.id ?? 0
}

async function customersById(database: Kysely<StoreSchema>, ids: ReadonlySet<string>) {
  const rows = await database
    .selectFrom('customers')
    .select(['id', 'public_id', 'name_folded', 'name_cs', 'name_tr'])
    .where('public_id', 'in', [...ids] as CustomerId[])
    .execute()
  return new Map<string, (typeof rows)[number]>(rows.map((row) => [row.public_id, row]))
}

async function ownerOf(database: Kysely<StoreSchema>, { kind, id }: BulkToken['owner']) {
  if (kind === 'contact')
    return database
      .selectFrom('contacts')
      .select(['id', 'full_name_folded'])
      .where('public_id', '=', id as ContactId)
      .executeTakeFirstOrThrow()
  return database
    .selectFrom('users')
    .select(['id', 'full_name_folded'])
    .where('public_id', '=', id as UserId)
    .executeTakeFirstOrThrow()
}
