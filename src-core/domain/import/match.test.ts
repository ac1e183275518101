import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ContactDraft, UserDraft } from './drafts.ts'
import {
  type Decision,
  foldEmail,
  MATCHING_PASSES,
  planContacts,
  type StoredContact,
  type StoredCustomer,
} from './match-contacts.ts'
import { planUsers, type StoredUser } from './match-users.ts'

interface People {
  readonly customers: readonly StoredCustomer[]
  readonly contacts: readonly StoredContact[]
}
const EMPTY: People = { customers: [], contacts: [] }
const ACME: People = { customers: [{ id: 'CUS-1', name: 'Acme', reference: 'A-1' }], contacts: [] }

function draft(line: number, values: Partial<ContactDraft>): ContactDraft {
  return {
    line,
    customer: 'Acme',
    customerReference: null,
    fullName: 'Ana',
    email: null,
    phone: null,
    jobTitle: null,
    ...values,
  }
}

function stored(id: string, values: Partial<StoredContact>): StoredContact {
  return { id, customerId: 'CUS-1', fullName: 'Ana', email: null, phone: null, jobTitle: null, ...values }
}

/** Decides on every draft, and gives the people as they are once it is done. */
function run(people: People, drafts: readonly ContactDraft[]) {
  const emails = new Set(drafts.flatMap(({ email }) => (email === null ? [] : [foldEmail(email)])))
  const plan = planContacts(people.customers, emails)
  const wanted = new Set(plan.expect(drafts))
  for (const contact of people.contacts) if (wanted.has(contact.customerId)) plan.know(contact)
  const decisions: Decision[] = []
  for (const pass of MATCHING_PASSES)
    for (const [index, each] of drafts.entries()) decisions[index] ??= plan.decide(each, pass) as Decision
  for (const [index, customer] of plan.newCustomers.entries())
    customer.id = `CUS-${people.customers.length + index + 1}`
  const changed = new Map(plan.changedContacts.map((contact) => [contact.id, contact]))
  const asStored = (
    { customer, id, fullName, email, phone, jobTitle }: (typeof plan.newContacts)[number],
    newId: string,
  ) => ({
    id: id ?? newId,
    customerId: customer.id as string,
    fullName,
    email,
    phone,
    jobTitle,
  })
  const after: People = {
    customers: [
      ...people.customers,
      ...plan.newCustomers.map(({ id, name, reference }) => ({ id: id as string, name, reference })),
    ],
    contacts: [
      ...people.contacts.map((contact) => {
        const change = changed.get(contact.id)
        return change === undefined ? contact : asStored(change, '')
      }),
      ...plan.newContacts.map((contact, index) => asStored(contact, `CON-${people.contacts.length + index + 1}`)),
    ],
  }
  return { decisions, outcomes: decisions.map(({ outcome }) => outcome), after }
}

describe('matching contacts', () => {
  test('the same file a second time changes nothing, whatever it and the store hold', () => {
    const text = (...values: string[]) => fc.constantFrom(null, ...values)
    const values = fc.record({
      customer: fc.constantFrom('Acme', 'ACME ', 'Bolt', null),
      customerReference: text('A-1', 'B-2', 'a-1'),
      fullName: fc.constantFrom('Ana', 'ana', 'Bo', 'Cy'),
      email: text('a@x', 'A@x', 'b@x', 'c@x'),
      phone: text('1', '2'),
      jobTitle: text('Boss'),
    })
    const file = fc.array(values, { maxLength: 10 }).map((rows) => rows.map((row, index) => draft(index + 2, row)))
    fc.assert(
      fc.property(file, file, (earlier, drafts) => {
        const before = run(EMPTY, earlier).after
        const first = run(before, drafts)
        const second = run(first.after, drafts)
        expect(second.outcomes.filter((outcome) => outcome === 'new' || outcome === 'changed')).toEqual([])
        expect(second.after).toEqual(first.after)
      }),
      { numRuns: 3000 },
    )
  })

  test('by e-mail within the customer, without regard to case; the words say what changes', () => {
    const people = { ...ACME, contacts: [stored('CON-1', { email: 'ana@acme.example', phone: '1' })] }
    const { decisions, after } = run(people, [
      draft(2, { fullName: 'Ana Nová', email: 'ana@acme.example', phone: '2', jobTitle: 'Boss' }),
    ])
    expect(decisions).toEqual([
      { outcome: 'changed', reasons: [{ is: 'changes', fields: ['fullName', 'phone', 'jobTitle'] }] },
    ])
    expect(after.contacts).toEqual([
      stored('CON-1', { fullName: 'Ana Nová', email: 'ana@acme.example', phone: '2', jobTitle: 'Boss' }),
    ])
  })

  test('by folded name where there is no address to go by, and exactly one fits', () => {
    const one = { ...ACME, contacts: [stored('CON-1', { fullName: 'Ána  Nová', phone: '1' })] }
    expect(run(one, [draft(2, { fullName: 'ána nová', phone: '1' })]).decisions).toEqual([
      { outcome: 'changed', reasons: [{ is: 'changes', fields: ['fullName'] }] },
    ])
    expect(run(one, [draft(2, { fullName: 'Ána  Nová', email: 'ana@acme.example' })]).decisions).toEqual([
      { outcome: 'changed', reasons: [{ is: 'changes', fields: ['email'] }] },
    ])
    const two = { ...ACME, contacts: [stored('CON-1', {}), stored('CON-2', {})] }
    expect(run(two, [draft(2, {})]).outcomes).toEqual(['wrong'])
  })

  test('a blank cell erases nothing', () => {
    const people = { ...ACME, contacts: [stored('CON-1', { email: 'a@x', phone: '1', jobTitle: 'Boss' })] }
    const { decisions, after } = run(people, [draft(2, {})])
    expect(decisions).toEqual([{ outcome: 'skipped', reasons: [{ is: 'nothing-to-change' }] }])
    expect(after).toEqual(people)
  })

  test('the same person twice in one file is skipped with the line of the first', () => {
    expect(run(ACME, [draft(2, { email: 'a@x' }), draft(5, { email: 'A@X', fullName: 'Other' })]).decisions[1]).toEqual(
      {
        outcome: 'skipped',
        reasons: [{ is: 'same-person', line: 2 }],
      },
    )
  })

  test('people of one name with different addresses stay different people', () => {
    const { outcomes } = run(ACME, [draft(2, { email: 'a@x' }), draft(3, { email: 'b@x' })])
    expect(outcomes).toEqual(['new', 'new'])
  })

  test('a customer is found by reference, else by name, else it is new and counted once', () => {
    const { outcomes, after } = run(ACME, [
      draft(2, { customer: 'Renamed', customerReference: 'a-1', fullName: 'Ana' }),
      draft(3, { customer: ' ACME', fullName: 'Bo' }),
      draft(4, { customer: 'Bolt', fullName: 'Cy' }),
      draft(5, { customer: 'bolt', fullName: 'Di' }),
      draft(6, { customer: null, customerReference: 'Z-9' }),
    ])
    expect(outcomes).toEqual(['new', 'new', 'new', 'new', 'wrong'])
    expect(after.customers.map(({ name }) => name)).toEqual(['Acme', 'Bolt'])
    expect(after.contacts.map(({ customerId }) => customerId)).toEqual(['CUS-1', 'CUS-1', 'CUS-2', 'CUS-2'])
  })
})

describe('matching users', () => {
  const ANA: StoredUser = {
    id: 'USR-1',
    username: 'ana',
    fullName: 'Ana',
    email: null,
    preferredLanguage: 'en',
    role: 'member',
    kind: 'person',
  }
  const row = (values: Partial<UserDraft>): UserDraft => ({
    line: 2,
    username: 'ana',
    fullName: null,
    email: null,
    role: null,
    kind: null,
    preferredLanguage: null,
    ...values,
  })
  const decide = (known: readonly StoredUser[], ...drafts: UserDraft[]) => {
    const plan = planUsers()
    for (const user of known) plan.know(user)
    return { decisions: drafts.map((each) => plan.decide(each)), plan }
  }

  test('role and kind of an existing user never change, and the preview says so', () => {
    const { decisions, plan } = decide([ANA], row({ username: 'ANA', role: 'administrator', kind: 'technical' }))
    expect(decisions).toEqual([
      { outcome: 'skipped', reasons: [{ is: 'nothing-to-change' }, { is: 'keeps-role-and-kind' }] },
    ])
    const changed = decide([ANA], row({ email: 'a@x', role: 'administrator' }))
    expect(changed.decisions[0]?.reasons).toEqual([{ is: 'changes', fields: ['email'] }, { is: 'keeps-role' }])
    expect(changed.plan.changedUsers).toEqual([{ ...ANA, email: 'a@x' }])
    expect(plan.changedUsers).toEqual([])
  })

  test('a new person is a member unless the file says more, and the preview names the role', () => {
    const { decisions, plan } = decide(
      [],
      row({ fullName: 'Ana' }),
      row({ line: 3, username: 'bo', fullName: 'Bo', role: 'administrator' }),
      row({ line: 4, username: 'svc', fullName: 'Service', kind: 'technical' }),
      row({ line: 5, username: 'Ana', fullName: 'Again' }),
      row({ line: 6, username: 'nobody' }),
    )
    expect(decisions).toEqual([
      { outcome: 'new', reasons: [{ is: 'role', role: 'member' }] },
      { outcome: 'new', reasons: [{ is: 'role', role: 'administrator' }] },
      { outcome: 'new', reasons: [{ is: 'technical-user' }] },
      { outcome: 'skipped', reasons: [{ is: 'same-person', line: 2 }] },
      {
        outcome: 'wrong',
        reasons: [{ is: 'problem', field: 'fullName', problem: { rule: 'required', message: 'Fill this in.' } }],
      },
    ])
    expect(plan.newUsers.map(({ role, kind }) => [role, kind])).toEqual([
      ['member', 'person'],
      ['administrator', 'person'],
      [null, 'technical'],
    ])
  })
})
