import { expect } from 'vitest'
import type { Store } from '../store.ts'

/** How many steps the schema had before names had an order by language. */
export const STEPS_BEFORE_ORDER = 6

/** Writes names into a store of that time, as it was done then. */
export const NAMES_BEFORE_ORDER = `
  insert into customers (public_id, name, name_folded, created_at) values
    ('CUS-0000-0001', 'Čap', 'cap', 0), ('CUS-0000-0002', 'Cizek', 'cizek', 0), ('CUS-0000-0003', 'Œuvre', 'œuvre', 0);
  insert into contacts (public_id, customer_id, full_name, full_name_folded, customer_name_folded, created_at)
    select 'CON-0000-000' || id, id, name, name_folded, name_folded, 0 from customers;
  insert into users (public_id, kind, username, username_key, full_name, full_name_folded, preferred_language, created_at)
    select 'USR-0000-000' || id, 'person', name, name, name, name_folded, 'cs', 0 from customers;`

/** What becomes of them. */
export async function expectOrderedNames(store: Store): Promise<void> {
  const by = <By extends string>(column: By, search?: string) =>
    ({ sort: { by: column, direction: 'ascending' }, search, limit: 9, language: 'cs' }) as const
  const [customers, contacts, users, found] = await store.read(async (all) => [
    (await all.customers.list(by('name'))).rows.map(({ name }) => name),
    (await all.contacts.list(by('customer'))).rows.map(({ customer }) => customer.name),
    (await all.users.list(by('fullName'))).rows.map(({ fullName }) => fullName),
    (await all.contacts.list(by('fullName', 'oeuv'))).rows.map(({ fullName }) => fullName),
  ])
  for (const names of [customers, contacts, users]) expect(names).toEqual(['Cizek', 'Čap', 'Œuvre'])
  expect(found).toEqual(['Œuvre'])
}
