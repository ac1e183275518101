import { setImmediate } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import type { AuditAction } from '../../../src-shared/schemas/audit.ts'
import { auditHash } from '../../domain/audit-chain.ts'
import { digestOfSecret, hintOf } from '../../domain/secret.ts'
import { fold, usernameKey } from '../fold.ts'
import { nameColumns } from '../name-order.ts'
import { instantOf } from '../values.ts'
import {
  type BenchSize,
  benchId,
  benchSecret,
  CONTACTS,
  CUSTOMERS,
  createdAtOf,
  isTechnical,
  oneOf,
  type PlannedToken,
  planToken,
  type Stream,
  stream,
  TOKEN_NAMES,
  USERS,
} from './bench-plan.ts'
import {
  companyKinds,
  companyNames,
  environments,
  familyNames,
  givenNames,
  jobTitles,
  legalForms,
  systems,
} from './bench-words.ts'

/** Writes the rows of a benchmark store, a piece at a time, so that an interruption is heard in between. */
export async function insertBenchRows(
  database: Database.Database,
  size: BenchSize,
  onStep: (step: string) => void,
): Promise<void> {
  const inPieces = async (what: string, count: number, insert: (number: number) => void) => {
    for (let start = 0; start < count; start += ROWS_OF_A_PIECE) {
      onStep(`${what} ${start} of ${count}`)
      await setImmediate()
      const end = Math.min(count, start + ROWS_OF_A_PIECE)
      database.transaction(() => {
        for (let number = start; number < end; number += 1) insert(number)
      })()
    }
  }
  const customers = customerRows(database, size)
  await inPieces('customers', size.customers, customers.insert)
  const contacts = contactRows(database, size, customers)
  await inPieces('contacts', size.contacts, contacts.insert)
  const users = userRows(database, size)
  await inPieces('users', size.users, users.insert)
  const tokens = tokenRows(database, size, { customers, contacts, users })
  await inPieces('tokens', size.tokens, tokens.insert)
  const audit = auditRows(database, size)
  await inPieces('audit records', Math.min(AUDIT_RECORDS, size.tokens), audit.insert)
}

const ROWS_OF_A_PIECE = 20_000

/** Far fewer than a real store would have: lists of the trail are asked for by their newest rows. */
const AUDIT_RECORDS = 5_000

/** Rows that others refer to: their row numbers start after `base`, and their names are needed again. */
interface NamedRows {
  readonly base: number
  readonly names: string[]
  insert(number: number): void
}

function customerRows(database: Database.Database, size: BenchSize): NamedRows {
  const rows = named(database, 'customers')
  const insert = database.prepare(
    `insert into customers (id, public_id, active, name, name_folded, name_cs, name_tr, reference, reference_folded,
       created_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  return {
    ...rows,
    insert(number) {
      const next = stream(size.seed, CUSTOMERS, number)
      const words = [oneOf(next, companyNames), oneOf(next, companyKinds), oneOf(next, legalForms)]
      const name = next() < 0.4 ? `${words.join(' ')} ${number}` : words.join(' ')
      const reference = `K${String(100_000 + number)}`
      const createdAt = createdAtOf(size, number, size.customers)
      rows.names.push(name)
      const id = benchId('CUS', size.seed, number)
      const keys = keysOf(name)
      const active = next() < 0.97 ? 1 : 0
      insert.run(rows.base + number, id, active, name, ...keys, reference, fold(reference), createdAt)
    },
  }
}

interface ContactRows extends NamedRows {
  customerOf(number: number): number
}

function contactRows(database: Database.Database, size: BenchSize, customers: NamedRows): ContactRows {
  const rows = named(database, 'contacts')
  const customerKeys = customers.names.map(keysOf)
  // Some customers have many contacts, most have a few.
  const customerOf = (number: number) => Math.floor(stream(size.seed, CONTACTS, number)() ** 1.5 * size.customers)
  const insert = database.prepare(
    `insert into contacts (id, public_id, customer_id, active, full_name, full_name_folded, full_name_cs, full_name_tr,
       customer_name_folded, customer_name_cs, customer_name_tr, email, email_folded, phone, job_title, created_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  return {
    ...rows,
    customerOf,
    insert(number) {
      const next = stream(size.seed, CONTACTS, number)
      const customer = Math.floor(next() ** 1.5 * size.customers)
      const name = personName(next, number)
      const email = next() < 0.9 ? `contact.${number}@customer-${customer}.example` : null
      rows.names.push(name)
      insert.run(
        rows.base + number,
        benchId('CON', size.seed, number),
        customers.base + customer,
        next() < 0.96 ? 1 : 0,
        name,
        ...keysOf(name),
        ...(customerKeys[customer] ?? []),
        email,
        email === null ? null : fold(email),
        next() < 0.6 ? `+420 ${100_000_000 + number}` : null,
        next() < 0.5 ? oneOf(next, jobTitles) : null,
        createdAtOf(size, number, size.contacts),
      )
    },
  }
}

function userRows(database: Database.Database, size: BenchSize): NamedRows {
  const rows = named(database, 'users')
  const insert = database.prepare(
    `insert into users (id, public_id, kind, role, active, username, username_key, full_name, full_name_folded,
       full_name_cs, full_name_tr, email, email_folded, preferred_language, created_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  return {
    ...rows,
    insert(number) {
      const next = stream(size.seed, USERS, number)
      const technical = isTechnical(number)
      const name = technical ? `${oneOf(next, systems)} ${number}` : personName(next, number)
      const username = technical ? `system-${number}` : `person.${number}`
      const email = technical ? null : `${username}@example.org`
      rows.names.push(name)
      insert.run(
        rows.base + number,
        benchId('USR', size.seed, number),
        technical ? 'technical' : 'person',
        technical ? null : next() < 0.1 ? 'support' : 'member',
        next() < 0.95 ? 1 : 0,
        username,
        usernameKey(username),
        name,
        ...keysOf(name),
        email,
        email === null ? null : fold(email),
        oneOf(next, ['en', 'fr', 'cs', 'tr']),
        createdAtOf(size, number, size.users),
      )
    },
  }
}

interface People {
  readonly customers: NamedRows
  readonly contacts: ContactRows
  readonly users: NamedRows
}

function tokenRows(database: Database.Database, size: BenchSize, people: People): { insert(number: number): void } {
  const { contacts, users } = people
  const base = nextId(database, 'tokens')
  const asOf = Date.parse(`${size.asOf}T00:00:00Z`)
  const contactFolded = contacts.names.map(fold)
  const userFolded = users.names.map(fold)
  const modules = moduleIds(database)
  const insert = database.prepare(
    `insert into tokens (id, public_id, state, lapsed, owner_kind, owner_user_id, owner_contact_id, name, name_folded,
       name_cs, name_tr, owner_name_folded, hint, digest, created_by, created_at, expires_at, last_access_at, removed_at,
       deleted_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const insertModule = database.prepare('insert into token_modules (token_id, module_id, owner_kind) values (?, ?, ?)')
  return {
    insert(number) {
      const token = planToken(size, number)
      const next = stream(size.seed, TOKEN_NAMES, number)
      const isContact = token.ownerKind === 'contact'
      const owner = isContact ? Math.floor(next() * size.contacts) : ownerUser(next, token, size)
      const name = tokenName(next, token, isContact ? people.customers.names[contacts.customerOf(owner)] : undefined)
      const secret = benchSecret(size.seed, number, token.ownerKind)
      const id = base + number
      insert.run(
        id,
        benchId('TKN', size.seed, number),
        token.state,
        token.expiresAt !== null && token.expiresAt <= asOf && token.state === 'active' ? 1 : 0,
        token.ownerKind,
        isContact ? null : users.base + owner,
        isContact ? contacts.base + owner : null,
        name,
        ...keysOf(name),
        (isContact ? contactFolded : userFolded)[owner],
        hintOf(secret),
        digestOfSecret(secret),
        next() < 0.9 ? users.base + Math.floor(next() * size.users) : null,
        token.createdAt,
        token.expiresAt,
        token.lastAccessAt,
        token.removedAt,
        token.deletedAt,
      )
      for (const module of modulesFor(next, isContact ? modules.forContacts : modules.others))
        insertModule.run(id, module, token.ownerKind)
    },
  }
}

/** A name's columns beside the name itself. */
function keysOf(name: string): (string | null)[] {
  const { name_folded, name_cs, name_tr } = nameColumns(name)
  return [name_folded, name_cs, name_tr]
}

/** A technical user for its kind, a person otherwise. */
function ownerUser(next: Stream, token: PlannedToken, size: BenchSize): number {
  const wanted = token.ownerKind === 'technical-user'
  for (;;) {
    const number = Math.floor(next() * size.users)
    if (isTechnical(number) === wanted) return number
  }
}

/** About half of all names hold "portal", one in 100,000 "zephyrquartz", the others lie between. */
function tokenName(next: Stream, { number }: PlannedToken, customer: string | undefined): string {
  if (number % 100_000 === 77) return `Zephyrquartz migration ${number}`
  if (customer !== undefined) return next() < 0.75 ? `${customer} portal` : `${customer} ${oneOf(next, environments)}`
  const system = oneOf(next, systems)
  return next() < 0.5 ? `${system} ${oneOf(next, environments)}` : `${system} ${Math.floor(next() * 1000)}`
}

/** One to three of them, one most often, in any order but none twice. */
function modulesFor(next: Stream, modules: readonly number[]): readonly number[] {
  const wanted = Math.min(modules.length, 1 + Math.floor(next() ** 1.5 * 3))
  const first = Math.floor(next() * modules.length)
  return Array.from({ length: wanted }, (_, index) => modules[(first + index) % modules.length] as number)
}

function auditRows(database: Database.Database, size: BenchSize): { insert(number: number): void } {
  const last = database
    .prepare<[], { sequence: number; at: number; hash: Uint8Array }>(
      'select sequence, at, hash from audit order by sequence desc limit 1',
    )
    .get()
  if (last === undefined) throw new Error('The trail of a new store begins with its first administrator.')
  const actor = database
    .prepare<[], { id: string; name: string }>(
      'select public_id as id, full_name as name from users order by id limit 1',
    )
    .get()
  if (actor === undefined) throw new Error('The store has no administrator.')
  const insert = database.prepare(
    `insert into audit (sequence, at, actor_id, actor_name, action, subject_kind, subject_id, subject_name, details, hash)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  let previous = last.hash
  return {
    insert(number) {
      const action: AuditAction = number % 3 === 0 ? 'token.shown' : 'token.issued'
      const subject = { kind: 'token', id: benchId('TKN', size.seed, number), name: `Token ${number}` } as const
      const sequence = last.sequence + 1 + number
      const at = last.at + number
      const details = { number }
      previous = auditHash(previous, { sequence, at: instantOf(at), actor, action, subject, details })
      insert.run(
        sequence,
        at,
        actor.id,
        actor.name,
        action,
        subject.kind,
        subject.id,
        subject.name,
        JSON.stringify(details),
        previous,
      )
    },
  }
}

/** One in 50,000 people has a name that nobody else has. */
function personName(next: Stream, number: number): string {
  if (number % 50_000 === 33) return `Quilliam Zaphronel ${number}`
  const family = oneOf(next, familyNames)
  const name = `${oneOf(next, givenNames)} ${family}`
  return next() < 0.3 ? `${name}-${oneOf(next, familyNames)}` : name
}

function moduleIds(database: Database.Database): {
  readonly forContacts: readonly number[]
  readonly others: readonly number[]
} {
  const rows = database
    .prepare<[], { id: number; forContacts: 0 | 1 }>(
      'select id, for_contacts as forContacts from modules where enabled = 1 order by id',
    )
    .all()
  return {
    forContacts: rows.filter((row) => row.forContacts === 1).map((row) => row.id),
    others: rows.map((row) => row.id),
  }
}

function named(database: Database.Database, table: string): { readonly base: number; readonly names: string[] } {
  return { base: nextId(database, table), names: [] }
}

function nextId(database: Database.Database, table: string): number {
  const row = database.prepare<[], { last: number | null }>(`select max(id) as last from ${table}`).get()
  return (row?.last ?? 0) + 1
}
