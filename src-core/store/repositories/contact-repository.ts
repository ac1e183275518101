import { type Kysely, sql } from 'kysely'
import { invalidInput } from '../../../src-shared/errors.ts'
import type { Contact } from '../../../src-shared/schemas/people.ts'
import type { Random } from '../../ports.ts'
import { isAmong, planless } from '../dialect.ts'
import { fold } from '../fold.ts'
import { freshId } from '../ids.ts'
import { customerNameColumns, fullNameColumns, indexesOfLanguages } from '../name-order.ts'
import type { ContactTable, StoreSchema } from '../schema.ts'
import type { ContactFilter, ContactRepository, ContactValues } from '../store.ts'
import { checkVersion, flagOf, instantOf, notFound } from '../values.ts'
import { compiledOnce } from './compiled-once.ts'
import { countMatches, type ListPlan, pageOfIds } from './list-engine.ts'
import { searchFilter, sortKey } from './search.ts'

export function contactRepository(database: Kysely<StoreSchema>, random: Random): ContactRepository {
  const get = async (id: string): Promise<Contact | undefined> => {
    const [row] = await contactById(database, { id: id as Contact['id'] })
    return row === undefined ? undefined : contactOf(row)
  }

  const changed = async (id: string): Promise<Contact> => {
    const contact = await get(id)
    if (contact === undefined) throw notFound('This contact')
    return contact
  }

  const write = async (
    id: string,
    version: number,
    values: () => Promise<Partial<Omit<ContactTable, 'id' | 'version' | 'search_text'>>>,
  ): Promise<Contact> => {
    const stored = await database
      .selectFrom('contacts')
      .select('version')
      .where('public_id', '=', id as Contact['id'])
      .executeTakeFirst()
    checkVersion(stored, version, 'This contact')
    await database
      .updateTable('contacts')
      .set({ ...(await values()), version: version + 1 })
      .where('public_id', '=', id as Contact['id'])
      .execute()
    return changed(id)
  }

  return {
    list: async (request) => {
      const key = sortKey(SORT_KEYS[request.sort.by], request)
      const page = await pageOfIds(database, listPlan(request, key), {
        sorting: { key, direction: request.sort.direction },
        cursor: request.cursor,
        limit: request.limit,
        about: [request.search ?? null, request.customerId ?? null, request.active ?? null],
      })
      const rows = await selectContacts(database).where(isAmong('contacts.id', page.ids)).execute()
      const byId = new Map(rows.map((row) => [row.id, contactOf(row)]))
      return { rows: page.ids.flatMap((id) => byId.get(id) ?? []), nextCursor: page.nextCursor, order: page.order }
    },

    count: (filter) => countMatches(database, listPlan(filter, 'id')),
    get,

    create: async (values, now) => {
      const columns = await columnsOf(database, values)
      const public_id = await freshId(database, 'CON', random)
      await database
        .insertInto('contacts')
        .values({ public_id, active: 1, created_at: now, ...columns })
        .execute()
      return changed(public_id)
    },

    update: (id, version, values) => write(id, version, () => columnsOf(database, values)),
    setActive: (id, version, active) => write(id, version, async () => ({ active: flagOf(active) })),
  }
}

const SORT_KEYS = { fullName: 'full_name_folded', customer: 'customer_name_folded', createdAt: 'id' } as const
const INDEXES = indexesOfLanguages({
  full_name_folded: 'contacts_by_name',
  customer_name_folded: 'contacts_by_customer',
  id: 'contacts_by_created',
})

function selectContacts(database: Kysely<StoreSchema>) {
  return database
    .selectFrom('contacts')
    .innerJoin('customers', 'customers.id', 'contacts.customer_id')
    .select([
      'contacts.id',
      'contacts.public_id',
      'contacts.full_name',
      'contacts.email',
      'contacts.phone',
      'contacts.job_title',
      'contacts.active',
      'contacts.created_at',
      'contacts.version',
      'customers.public_id as customer_public_id',
      'customers.name as customer_name',
      'customers.active as customer_active',
    ])
    .select((query) =>
      query
        .selectFrom('tokens')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .whereRef('tokens.owner_contact_id', '=', 'contacts.id')
        .where('tokens.state', 'in', ['active', 'disabled'])
        .$asScalar()
        .as('token_count'),
    )
}

const contactById = compiledOnce((database, { id }: { id: Contact['id'] }) =>
  selectContacts(database).where('contacts.public_id', '=', planless(id)).compile(),
)

function contactOf(row: Awaited<ReturnType<ReturnType<typeof selectContacts>['execute']>>[number]): Contact {
  return {
    id: row.public_id,
    customer: { id: row.customer_public_id, name: row.customer_name, active: row.customer_active === 1 },
    fullName: row.full_name,
    email: row.email,
    phone: row.phone,
    jobTitle: row.job_title,
    active: row.active === 1,
    tokenCount: row.token_count ?? 0,
    createdAt: instantOf(row.created_at),
    version: row.version,
  }
}

function listPlan(filter: ContactFilter, sortKey: string): ListPlan {
  const flags = filter.active === undefined ? [1, 0] : [flagOf(filter.active)]
  const ofCustomer =
    filter.customerId === undefined
      ? undefined
      : sql`t.customer_id = (select id from customers where public_id = ${filter.customerId})`
  const plan: ListPlan = {
    table: 'contacts',
    indexes: INDEXES,
    countIndex: INDEXES.id,
    cells: flags.map((active) => ({ conditions: [sql`t.active = ${active}`] })),
    sources:
      ofCustomer === undefined
        ? []
        : [
            {
              candidates: sql`select id from contacts as t where ${ofCustomer}`,
              condition: ofCustomer,
              inOrder: (bound) => [sql`select id from contacts as t where ${ofCustomer} and ${bound('id')}`],
            },
          ],
    conditions: [
      ...(filter.active === undefined ? [] : [sql`t.active = ${flagOf(filter.active)}`]),
      ...(ofCustomer === undefined ? [] : [ofCustomer]),
    ],
  }
  return searchFilter('contacts', 'full_name_folded', filter.search)?.applyTo(plan, sortKey) ?? plan
}

async function columnsOf(database: Kysely<StoreSchema>, values: ContactValues) {
  const customer = await database
    .selectFrom('customers')
    .select(['id', 'name_folded', 'name_cs', 'name_tr'])
    .where('public_id', '=', values.customerId as Contact['customer']['id'])
    .executeTakeFirst()
  if (customer === undefined)
    throw invalidInput({ customerId: { rule: 'unknown', message: 'This customer does not exist.' } })
  return {
    customer_id: customer.id,
    ...customerNameColumns(customer),
    ...fullNameColumns(values.fullName),
    email: values.email,
    email_folded: values.email === null ? null : fold(values.email),
    phone: values.phone,
    job_title: values.jobTitle,
  }
}
