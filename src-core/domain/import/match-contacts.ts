import type { ImportField, ImportOutcome, ImportReason } from '../../../src-shared/contract/imports.ts'
import { type ContactDraft, FILL_IN } from './drafts.ts'
import { fold } from './fold.ts'

export interface StoredCustomer {
  readonly id: string
  readonly name: string
  readonly reference: string | null
}
export interface StoredContact {
  readonly id: string
  readonly customerId: string
  readonly fullName: string
  readonly email: string | null
  readonly phone: string | null
  readonly jobTitle: string | null
}

/** What importing one record comes to, and what changes, why not, or what is worth knowing. */
export interface Decision {
  readonly outcome: ImportOutcome
  readonly reasons: readonly ImportReason[]
}

/** A customer that records of the file belong to; `id` is null until it is created. */
export interface PlannedCustomer {
  id: string | null
  readonly name: string
  readonly reference: string | null
}
/** A contact as it will be after the import; `id` is null for a new one. */
export interface PlannedContact extends Omit<StoredContact, 'id' | 'customerId'> {
  readonly id: string | null
  readonly customer: PlannedCustomer
}

/** First those whose address is known, then the other ones with an address, last those that have a name only. */
export const MATCHING_PASSES = ['known-address', 'new-address', 'no-address'] as const
export type MatchingPass = (typeof MATCHING_PASSES)[number]

export interface ContactPlan {
  /**
   * Looks at the customers of all records first, so that a record may name one that a later record brings. Gives the ids
   * of the stored ones: their contacts are what `know` must be told before the first decision.
   */
  expect(drafts: Iterable<ContactDraft>): string[]
  know(contact: StoredContact): void
  /**
   * Decides on one record, or leaves it to a later pass. The records of the file are to be given in order once for each
   * pass of MATCHING_PASSES: what a record comes to must not depend on where in the file it stands.
   */
  decide(draft: ContactDraft, pass: MatchingPass): Decision | undefined
  readonly newCustomers: readonly PlannedCustomer[]
  readonly newContacts: readonly PlannedContact[]
  readonly changedContacts: readonly PlannedContact[]
}

/**
 * Matches the contacts of a file with those of the store, such that the same file a second time changes nothing.
 *
 * A customer is found by its reference, else by its folded name, else it is new. A contact is found within its customer
 * by e-mail address, else by folded name where exactly one fits. By name alone, a record with an address never takes a
 * contact whose own address the file gives to somebody (`fileEmails`, folded), nor one that another record took: people
 * are told apart by their address. A blank cell erases nothing.
 */
export function planContacts(stored: Iterable<StoredCustomer>, fileEmails: ReadonlySet<string>): ContactPlan {
  const customers = customerDirectory(stored)
  const byEmail = new Map<string, Person[]>()
  const byName = new Map<string, Person[]>()
  const numbers = new Map<PlannedCustomer, number>()
  const newContacts: Person[] = []
  const changedContacts: Person[] = []

  const keyOf = (customer: PlannedCustomer, text: string): string => {
    const number = numbers.get(customer) ?? numbers.size
    numbers.set(customer, number)
    return `${number} ${text}`
  }
  const index = (person: Person): void => {
    if (person.email !== null) add(byEmail, keyOf(person.customer, foldEmail(person.email)), person)
    add(byName, keyOf(person.customer, fold(person.fullName)), person)
  }
  const unindex = (person: Person): void => {
    if (person.email !== null) drop(byEmail, keyOf(person.customer, foldEmail(person.email)), person)
    drop(byName, keyOf(person.customer, fold(person.fullName)), person)
  }

  const find = (draft: ContactDraft, customer: PlannedCustomer): Person | 'several' | undefined => {
    const namesakes = byName.get(keyOf(customer, fold(draft.fullName))) ?? []
    if (draft.email === null) {
      if (namesakes.length <= 1) return namesakes[0]
      return onlyOne(namesakes.filter((person) => person.email === null)) ?? 'several'
    }
    const addressed = byEmail.get(keyOf(customer, foldEmail(draft.email))) ?? []
    if (addressed.length === 1) return addressed[0]
    if (addressed.length > 1) return onlyOne(addressed.filter((person) => namesakes.includes(person))) ?? 'several'
    const free = namesakes.filter(
      (person) => person.claimedBy === null && (person.email === null || !fileEmails.has(foldEmail(person.email))),
    )
    return onlyOne(free)
  }

  return {
    expect: (drafts) => customers.expect(drafts),
    know: (contact) => {
      const customer = customers.stored(contact.customerId)
      if (customer !== undefined) index({ ...contact, customer, claimedBy: null })
    },
    decide: (draft, pass) => {
      const customer = customers.resolve(draft)
      if ('is' in customer) return { outcome: 'wrong', reasons: [customer] }
      if (pass !== 'no-address' && draft.email === null) return undefined
      if (pass === 'known-address' && !byEmail.has(keyOf(customer, foldEmail(draft.email ?? '')))) return undefined
      const found = find(draft, customer)
      if (found === 'several') return { outcome: 'wrong', reasons: [{ is: 'several-contacts' }] }
      if (found === undefined) {
        const announced = customers.commit(customer)
        const { line, fullName, email, phone, jobTitle } = draft
        const person = { id: null, customer, fullName, email, phone, jobTitle, claimedBy: line }
        index(person)
        newContacts.push(person)
        return { outcome: 'new', reasons: announced ? [{ is: 'customer-is-new' }] : [] }
      }
      if (found.claimedBy !== null)
        return { outcome: 'skipped', reasons: [{ is: 'same-person', line: found.claimedBy }] }
      const changes = changesOf(found, draft)
      found.claimedBy = draft.line
      if (changes.length === 0) return { outcome: 'skipped', reasons: [{ is: 'nothing-to-change' }] }
      unindex(found)
      found.fullName = draft.fullName
      found.email = draft.email ?? found.email
      found.phone = draft.phone ?? found.phone
      found.jobTitle = draft.jobTitle ?? found.jobTitle
      index(found)
      changedContacts.push(found)
      return { outcome: 'changed', reasons: [{ is: 'changes', fields: changes }] }
    },
    newCustomers: customers.created,
    newContacts,
    changedContacts,
  }
}

/** Addresses are compared without regard to case. */
export function foldEmail(email: string): string {
  return email.toLowerCase()
}

interface Person {
  readonly id: string | null
  readonly customer: PlannedCustomer
  fullName: string
  email: string | null
  phone: string | null
  jobTitle: string | null
  /** The line of the record that this contact was found or made for. */
  claimedBy: number | null
}

function changesOf(person: Person, draft: ContactDraft): ImportField[] {
  return [
    ...(draft.fullName === person.fullName ? [] : (['fullName'] as const)),
    ...(draft.email === null || draft.email === person.email ? [] : (['email'] as const)),
    ...(draft.phone === null || draft.phone === person.phone ? [] : (['phone'] as const)),
    ...(draft.jobTitle === null || draft.jobTitle === person.jobTitle ? [] : (['jobTitle'] as const)),
  ]
}

function onlyOne<T>(candidates: readonly T[]): T | undefined {
  return candidates.length === 1 ? candidates[0] : undefined
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const values = map.get(key)
  if (values === undefined) map.set(key, [value])
  else values.push(value)
}

function drop<T>(map: Map<string, T[]>, key: string, value: T): void {
  const rest = (map.get(key) ?? []).filter((other) => other !== value)
  if (rest.length === 0) map.delete(key)
  else map.set(key, rest)
}

function customerDirectory(stored: Iterable<StoredCustomer>) {
  const byId = new Map<string, PlannedCustomer>()
  const byReference = new Map<string, PlannedCustomer[]>()
  const byName = new Map<string, PlannedCustomer[]>()
  const created: PlannedCustomer[] = []
  /** Named by some record, and not created yet. */
  const expected = new Set<PlannedCustomer>()
  const index = (customer: PlannedCustomer): void => {
    if (customer.reference !== null) add(byReference, fold(customer.reference), customer)
    add(byName, fold(customer.name), customer)
  }
  for (const customer of stored) {
    const planned: PlannedCustomer = { ...customer }
    byId.set(customer.id, planned)
    index(planned)
  }

  /** The customer of a record, one to be created, or what is wrong with it. */
  const resolve = ({ customer: name, customerReference: reference }: ContactDraft): PlannedCustomer | ImportReason => {
    const referenced = reference === null ? [] : (byReference.get(fold(reference)) ?? [])
    const named = name === null ? [] : (byName.get(fold(name)) ?? [])
    if (referenced.length === 1) return referenced[0] as PlannedCustomer
    if (referenced.length > 1)
      return onlyOne(referenced.filter((one) => named.includes(one))) ?? { is: 'several-by-reference' }
    if (reference === null) {
      if (named.length > 1) return { is: 'several-by-name' }
      if (name === null) return { is: 'problem', field: 'customer', problem: FILL_IN }
      return named[0] ?? { id: null, name, reference: null }
    }
    const unreferenced = named.filter((one) => one.reference === null)
    if (unreferenced.length > 1) return { is: 'several-by-name-without-reference' }
    if (unreferenced[0] !== undefined) return unreferenced[0]
    if (name === null) return { is: 'no-such-reference' }
    return { id: null, name, reference }
  }
  return {
    created,
    resolve,
    stored: (id: string) => byId.get(id),
    expect: (drafts: Iterable<ContactDraft>): string[] => {
      const ids = new Set<string>()
      for (const draft of drafts) {
        const customer = resolve(draft)
        if ('is' in customer) continue
        if (customer.id !== null) ids.add(customer.id)
        else if (!expected.has(customer)) {
          expected.add(customer)
          index(customer)
        }
      }
      return [...ids]
    },
    /** Keeps a customer that is to be created; says whether this was the first contact of it. */
    commit: (customer: PlannedCustomer): boolean => {
      if (!expected.delete(customer)) return false
      created.push(customer)
      return true
    },
  }
}
