import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { UserId } from '../../../src-shared/schemas/ids.ts'
import type { Clock, Log } from '../../ports.ts'
import { openSqliteStore, type SqliteStoreOptions } from '../sqlite.ts'
import type { NewTokenValues, Repositories, Store, UserValues } from '../store.ts'

/** A clock that a test sets. */
export interface TestClock {
  now(): number
  set(at: number): void
}

export const NOON = Date.UTC(2026, 10, 21, 12)
export const DAY_MS = 24 * 60 * 60 * 1000

export function testClock(at = NOON): TestClock {
  let time = at
  return {
    now: () => time,
    set: (next) => {
      time = next
    },
  }
}

/** A folder of its own under the system's temporary one, gone after the test. */
export function temporaryFolder(): string {
  const folder = makeFolder()
  onTestFinished(() => removeFolder(folder))
  return folder
}

/** The same for a whole suite, which removes it itself. */
export const makeFolder = (): string => mkdtempSync(join(tmpdir(), 'token-desk-store-'))
export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true })

export const testRandom = { bytes: (count: number): Uint8Array => randomBytes(count) }
export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} }

/** Opens a new, empty store for one test, wherever that is. */
export type OpenStore = (options?: { readonly clock?: Clock }) => Promise<{ readonly store: Store }>

/** Opens a store in a new folder, or in the given one, and closes it after the test. */
export async function openTestStore(
  options: Partial<SqliteStoreOptions> = {},
): Promise<{ store: Store; folder: string }> {
  const folder = options.folder ?? temporaryFolder()
  const store = await openSqliteStore({ clock: testClock(), random: testRandom, log: silentLog, ...options, folder })
  onTestFinished(() => store.close())
  return { store, folder }
}

export const digestOf = (text: string): Uint8Array => createHash('sha256').update(text).digest()

export function person(username: string, values: Partial<UserValues> = {}) {
  return {
    kind: 'person' as const,
    username,
    fullName: username,
    email: null,
    preferredLanguage: 'en' as const,
    role: 'administrator' as const,
    employedFrom: null,
    employedUntil: null,
    employmentEndsAt: null,
    ...values,
  }
}

export function newToken(
  owner: NewTokenValues['owner'],
  secret: string,
  values: Partial<NewTokenValues> = {},
): NewTokenValues {
  return {
    owner,
    name: 'Order portal',
    description: null,
    digest: digestOf(secret),
    hint: 'tdu_abcd',
    modules: [],
    expiresAt: null,
    createdBy: null,
    ...values,
  }
}

/** An administrator, a technical user, and a contact of a customer. */
export async function createOwners(repositories: Repositories, now = NOON) {
  const user = await repositories.users.create(person('Ada', { fullName: 'Ada Lovelace' }), now)
  const technical = await repositories.users.create(
    { ...person('warehouse', { fullName: 'Warehouse robot', role: null }), kind: 'technical' },
    now,
  )
  const customer = await repositories.customers.create({ name: 'Ácme', reference: 'A-1' }, now)
  const contact = await repositories.contacts.create(
    { customerId: customer.id, fullName: 'Žofie Nová', email: 'zofie@acme.example', phone: null, jobTitle: null },
    now,
  )
  return {
    user,
    technical,
    customer,
    contact,
    userOwner: { kind: 'user', id: user.id } as const,
    technicalOwner: { kind: 'technical-user', id: technical.id } as const,
    contactOwner: { kind: 'contact', id: contact.id } as const,
  }
}

export async function audited(repositories: Repositories, id: string, by: UserId, now = NOON): Promise<void> {
  await repositories.audit.append({
    at: now,
    actor: { id: by, name: 'Ada Lovelace' },
    action: 'token.issued',
    subject: { kind: 'token', id, name: 'Order portal' },
    details: {},
  })
}
