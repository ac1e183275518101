import type { OwnWork } from '../dispatch.ts'
import type { ContactDraft, UserDraft, WrongRecord } from '../domain/import/drafts.ts'
import {
  type ContactPlan,
  type Decision,
  foldEmail,
  MATCHING_PASSES,
  planContacts,
  type StoredContact,
  type StoredCustomer,
} from '../domain/import/match-contacts.ts'
import { planUsers } from '../domain/import/match-users.ts'
import { BULK_ROWS, type ImportRepository, PAGE_ROWS } from '../store/repositories/import-repository.ts'

/** What the records of a file come to against the store as it was read, and how to make it so. */
export interface Matched {
  readonly decisions: readonly Decision[]
  readonly newCustomerCount: number
  /** Writes it all, telling after each short piece how many rows are written. */
  write(imports: ImportRepository, now: number, step: Step): Promise<void>
}

/** Says how far the work is and lets others have their turn. */
export type Step = (done: number) => Promise<void>
type Read = OwnWork['read']

/** Matches contacts, reading only the customers and the contacts of those that the file names. */
export async function matchContacts(
  drafts: readonly (ContactDraft | WrongRecord)[],
  read: Read,
  step: Step,
  draftsAStep: number,
): Promise<Matched> {
  const fileEmails = new Set<string>()
  const plan = planContacts(await allCustomers(read, step), fileEmails)
  const customerIds = new Set<string>()
  for (const batch of batches(drafts)) {
    const wellFormed = batch.filter((draft): draft is ContactDraft => !('wrong' in draft))
    for (const { email } of wellFormed) if (email !== null) fileEmails.add(foldEmail(email))
    for (const id of plan.expect(wellFormed)) customerIds.add(id)
    await step(0)
  }
  for (const ids of batches([...customerIds])) await knowContactsOf(ids, plan, read, step)
  const decisions = await decideAll(drafts, MATCHING_PASSES, plan.decide, step, draftsAStep)
  return {
    decisions,
    newCustomerCount: plan.newCustomers.length,
    write: (imports, now, written) => writeContacts(plan, imports, now, written),
  }
}

/** Matches users, reading only those that the file names. */
export async function matchUsers(
  drafts: readonly (UserDraft | WrongRecord)[],
  read: Read,
  step: Step,
  draftsAStep: number,
): Promise<Matched> {
  const plan = planUsers()
  for (const batch of batches(drafts)) {
    const usernames = batch.flatMap((draft) => ('wrong' in draft ? [] : [draft.username]))
    for (const user of await read(({ imports }) => imports.usersNamed(usernames))) plan.know(user)
    await step(0)
  }
  const decisions = await decideAll(drafts, ['only'], plan.decide, step, draftsAStep)
  return {
    decisions,
    newCustomerCount: 0,
    write: async (imports, now, step) => {
      let written = 0
      for (const batch of batches(plan.newUsers)) {
        await imports.createUsers(batch, now)
        written += batch.length
        await step(written)
      }
      for (const batch of batches(plan.changedUsers)) {
        await imports.updateUsers(batch.map((user) => ({ ...user, id: known(user.id) })))
        written += batch.length
        await step(written)
      }
    },
  }
}

async function decideAll<Draft extends { readonly line: number }, Pass>(
  drafts: readonly (Draft | WrongRecord)[],
  passes: readonly Pass[],
  decide: (draft: Draft, pass: Pass) => Decision | undefined,
  step: Step,
  draftsAStep: number,
): Promise<Decision[]> {
  const decisions: (Decision | undefined)[] = drafts.map((draft) =>
    'wrong' in draft ? { outcome: 'wrong', reasons: draft.wrong } : undefined,
  )
  const shared = new Map<string, Decision>()
  let decided = 0
  let visited = 0
  for (const pass of passes)
    for (const [index, draft] of drafts.entries()) {
      if (decisions[index] !== undefined) continue
      visited += 1
      if (visited % draftsAStep === 0) await step(decided)
      const decision = decide(draft as Draft, pass)
      if (decision === undefined) continue
      decisions[index] = oneOfAKind(decision, shared)
      decided += 1
    }
  if (decisions.includes(undefined)) throw new Error('A record of the file was left undecided.')
  return decisions as Decision[]
}

/** Most of a file's decisions are the same few: they are kept once. */
function oneOfAKind(decision: Decision, shared: Map<string, Decision>): Decision {
  const key = `${decision.outcome} ${JSON.stringify(decision.reasons)}`
  const known = shared.get(key)
  if (known !== undefined) return known
  if (shared.size < 1000) shared.set(key, decision)
  return decision
}

async function allCustomers(read: Read, step: Step): Promise<StoredCustomer[]> {
  const customers: StoredCustomer[] = []
  for (let after: string | null = null; ; ) {
    const place: string | null = after
    const page: StoredCustomer[] = await read(({ imports }) => imports.customers(place))
    customers.push(...page)
    const last = page.at(-1)
    if (last === undefined) return customers
    after = last.id
    await step(0)
  }
}

async function knowContactsOf(
  customerIds: readonly string[],
  plan: ContactPlan,
  read: Read,
  step: Step,
): Promise<void> {
  for (let after: string | null = null; ; ) {
    const place: string | null = after
    const page: StoredContact[] = await read(({ imports }) => imports.contactsOf(customerIds, place))
    for (const contact of page) plan.know(contact)
    await step(0)
    if (page.length < PAGE_ROWS) return
    after = page.at(-1)?.id ?? null
  }
}

async function writeContacts(plan: ContactPlan, imports: ImportRepository, now: number, step: Step): Promise<void> {
  for (const batch of batches(plan.newCustomers)) {
    const ids = await imports.createCustomers(batch, now)
    for (const [index, customer] of batch.entries()) customer.id = ids[index] ?? null
    await step(0)
  }
  let written = 0
  for (const batch of batches(plan.newContacts)) {
    await imports.createContacts(
      batch.map((contact) => ({ ...contact, customerId: known(contact.customer.id) })),
      now,
    )
    written += batch.length
    await step(written)
  }
  for (const batch of batches(plan.changedContacts)) {
    await imports.updateContacts(batch.map((contact) => ({ ...contact, id: known(contact.id) })))
    written += batch.length
    await step(written)
  }
}

function* batches<T>(all: readonly T[]): Generator<T[]> {
  for (let start = 0; start < all.length; start += BULK_ROWS) yield all.slice(start, start + BULK_ROWS)
}

function known(id: string | null): string {
  if (id === null) throw new Error('A row that should stand in the store has no id.')
  return id
}
