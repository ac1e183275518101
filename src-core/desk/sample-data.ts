import type { Language } from '../../src-shared/schemas/common.ts'
import type { CustomerId } from '../../src-shared/schemas/ids.ts'
import type { Role, User } from '../../src-shared/schemas/people.ts'
import type { OwnerKind } from '../../src-shared/schemas/tokens.ts'
import type { OwnWork } from '../dispatch.ts'
import { digestOfSecret, hintOf, makeSecret, prefixFor } from '../domain/secret.ts'
import type { Clock, Random } from '../ports.ts'
import type { BulkToken, BulkUser, ImportRepository } from '../store/repositories/import-repository.ts'
import { sampleCustomers, sampleMachines, sampleUsers } from './sample-people.ts'

/** How much of everything the sample data holds. */
export const SAMPLE_COUNTS = { customers: 40, contacts: 200, users: 40, technicalUsers: 12, tokens: 120 } as const

/**
 * Fills the store with people and tokens to look around with: the same ones every time, but for ids and digests. In one
 * transaction with one audit row, on behalf of `operator`, who also appears as the creator of the tokens. The secrets are
 * made and thrown away at once, so none of these tokens can ever be used.
 */
export async function createSampleData(
  operator: User,
  { change, clock, random }: Pick<OwnWork, 'change'> & { readonly clock: Clock; readonly random: Random },
): Promise<void> {
  await change(async ({ repositories, audit, announce }) => {
    const now = clock.now()
    const { imports, modules } = repositories
    const customers = await imports.createCustomers(sampleCustomers().map(withoutContacts), now - 400 * DAY_MS)
    const contacts = await createContacts(imports, customers, now)
    const users = await imports.createUsers(await freeUsernames(imports, personValues()), now - 380 * DAY_MS)
    const machines = await imports.createUsers(await freeUsernames(imports, machineValues()), now - 300 * DAY_MS)
    const codes = (await modules.list()).filter(({ enabled }) => enabled).map(({ code }) => code)
    const owners = [
      ...contacts.slice(0, CONTACT_TOKENS).map(ownedBy('contact')),
      ...users.slice(0, USER_TOKENS).map(ownedBy('user')),
      ...Array.from({ length: MACHINE_TOKENS }, (_, index) => machines[index % machines.length] as string).map(
        ownedBy('technical-user'),
      ),
    ]
    const tokens = owners.map((owner, index) => sampleToken(owner, index, codes, operator, now, random))
    // The oldest first, as they would have been made: the newest of a list are those that were written last.
    await imports.createTokens(tokens.toSorted((one, other) => one.createdAt - other.createdAt))
    await audit({
      action: 'sample-data.created',
      subject: { kind: 'store', id: 'store', name: 'Sample data' },
      details: { ...SAMPLE_COUNTS },
      actor: { id: operator.id, name: operator.fullName },
    })
    for (const name of ['customers.changed', 'contacts.changed', 'users.changed', 'tokens.changed'] as const)
      announce(name)
  })
}

const DAY_MS = 24 * 60 * 60 * 1000
const CONTACT_TOKENS = 68
const USER_TOKENS = 28
const MACHINE_TOKENS = 24

type Owner = BulkToken['owner']

function ownedBy(kind: OwnerKind): (id: string) => Owner {
  return (id) => ({ kind, id })
}

function withoutContacts({ name, reference }: ReturnType<typeof sampleCustomers>[number]) {
  return { name, reference }
}

async function createContacts(imports: ImportRepository, customers: readonly CustomerId[], now: number) {
  const contacts = sampleCustomers().flatMap(({ contacts: people }, index) =>
    people.map((person) => ({ ...person, customerId: customers[index] as CustomerId })),
  )
  return imports.createContacts(contacts, now - 390 * DAY_MS)
}

const ROLES: readonly Role[] = ['member', 'member', 'support', 'member', 'support', 'member', 'administrator', 'member']
const LANGUAGES: readonly Language[] = ['en', 'cs', 'fr', 'en', 'tr']

function personValues(): BulkUser[] {
  return sampleUsers().map(({ fullName, username }, index) => ({
    username,
    fullName,
    email: `${username}@tokendesk.example`,
    preferredLanguage: LANGUAGES[index % LANGUAGES.length] as Language,
    role: ROLES[index % ROLES.length] as Role,
    kind: 'person',
  }))
}

function machineValues(): BulkUser[] {
  return sampleMachines().map(({ fullName, username }) => ({
    username,
    fullName,
    email: null,
    preferredLanguage: 'en',
    role: null,
    kind: 'technical',
  }))
}

/** The operator's own username may be one of these: then the sample's gets a number. */
async function freeUsernames(imports: ImportRepository, users: readonly BulkUser[]): Promise<BulkUser[]> {
  const taken = new Set(
    (await imports.usersNamed(users.map(({ username }) => username))).map(({ username }) => username.toLowerCase()),
  )
  return users.map((user) =>
    taken.has(user.username.toLowerCase()) ? { ...user, username: `${user.username}2` } : user,
  )
}

/** What can be seen of a token's life, in days from today: one after the other, so that every kind is there. */
const LIVES: readonly Life[] = [
  { madeDaysAgo: 120, endsInDays: 245, usedDaysAgo: 0.1, state: 'active' },
  { madeDaysAgo: 30, endsInDays: 335, usedDaysAgo: 2, state: 'active' },
  { madeDaysAgo: 85, endsInDays: 5, usedDaysAgo: 1, state: 'active' },
  { madeDaysAgo: 20, endsInDays: 70, usedDaysAgo: null, state: 'active' },
  { madeDaysAgo: 370, endsInDays: -5, usedDaysAgo: 6, state: 'active' },
  { madeDaysAgo: 200, endsInDays: 165, usedDaysAgo: 110, state: 'active' },
  { madeDaysAgo: 60, endsInDays: 305, usedDaysAgo: 12, state: 'disabled' },
  { madeDaysAgo: 150, endsInDays: 215, usedDaysAgo: 45, state: 'removed', removedDaysAgo: 40 },
  { madeDaysAgo: 3, endsInDays: 27, usedDaysAgo: 0.5, state: 'active' },
  { madeDaysAgo: 58, endsInDays: 2, usedDaysAgo: null, state: 'active' },
]

interface Life {
  readonly madeDaysAgo: number
  readonly endsInDays: number
  readonly usedDaysAgo: number | null
  readonly state: BulkToken['state']
  readonly removedDaysAgo?: number
}

const PURPOSES = [
  'Reporting',
  'Warehouse',
  'Nightly export',
  'Price list',
  'Web shop',
  'Test bench',
  'Invoices',
] as const

function sampleToken(
  owner: Owner,
  index: number,
  codes: readonly string[],
  operator: User,
  now: number,
  random: Random,
): BulkToken {
  const life = LIVES[index % LIVES.length] as Life
  // Lives repeat; some hours apart, so that the list has an order that looks like one.
  const shiftMs = index * 37 * 60 * 1000
  const secret = makeSecret(prefixFor(owner.kind), random)
  const token: BulkToken = {
    owner,
    name: owner.kind === 'contact' ? 'Customer portal' : (PURPOSES[index % PURPOSES.length] as string),
    description: index % 4 === 0 ? 'Sample data. Its secret was thrown away.' : null,
    digest: digestOfSecret(secret),
    hint: hintOf(secret),
    modules: owner.kind === 'contact' ? ['order-status'] : codes.slice(0, 1 + (index % Math.max(1, codes.length))),
    state: life.state,
    createdBy: operator.id,
    createdAt: now - life.madeDaysAgo * DAY_MS - shiftMs,
    expiresAt: now + life.endsInDays * DAY_MS - (life.endsInDays < 0 ? shiftMs : 0),
    lastAccessAt: life.usedDaysAgo === null ? null : Math.round(now - life.usedDaysAgo * DAY_MS - shiftMs / 100),
    removedAt: life.removedDaysAgo === undefined ? null : now - life.removedDaysAgo * DAY_MS,
  }
  secret.fill(0)
  return token
}
