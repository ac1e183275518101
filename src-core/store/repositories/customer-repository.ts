import { type Kysely, sql } from 'kysely'
import type { Customer } from '../../../src-shared/schemas/people.ts'
import type { Random } from '../../ports.ts'
import { isAmong } from '../dialect.ts'
import { fold } from '../fold.ts'
import { freshId } from '../ids.ts'
import { indexesOfLanguages, nameColumns } from '../name-order.ts'
import type { Flag, StoreSchema } from '../schema.ts'
import type { CustomerRepository } from '../store.ts'
import { checkVersion, flagOf, instantOf, notFound } from '../values.ts'
import { countMatches, type ListPlan, pageOfIds } from './list-engine.ts'
import { searchFilter, sortKey } from './search.ts'

export function customerRepository(database: Kysely<StoreSchema>, random: Random): CustomerRepository {
  const get = async (id: string): Promise<Customer | undefined> => {
    const row = await selectCustomers(database)
      .where('customers.public_id', '=', id as Customer['id'])
      .executeTakeFirst()
    return row === undefined ? undefined : customerOf(row)
  }

  const changed = async (id: string): Promise<Customer> => {
    const customer = await get(id)
    if (customer === undefined) throw notFound('This customer')
    return customer
  }

  const write = async (
    id: string,
    version: number,
    values: ReturnType<typeof columnsOf> | { active: Flag },
  ): Promise<Customer> => {
    const stored = await database
      .selectFrom('customers')
      .select('version')
      .where('public_id', '=', id as Customer['id'])
      .executeTakeFirst()
    checkVersion(stored, version, 'This customer')
    await database
      .updateTable('customers')
      .set({ ...values, version: version + 1 })
      .where('public_id', '=', id as Customer['id'])
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
        about: [request.search ?? null, request.active ?? null],
      })
      const rows = await selectCustomers(database).where(isAmong('customers.id', page.ids)).execute()
      const byId = new Map(rows.map((row) => [row.id, customerOf(row)]))
      return { rows: page.ids.flatMap((id) => byId.get(id) ?? []), nextCursor: page.nextCursor, order: page.order }
    },

    count: (filter) => countMatches(database, listPlan(filter, 'id')),
    get,

    create: async (values, now) => {
      const public_id = await freshId(database, 'CUS', random)
      await database
        .insertInto('customers')
        .values({ public_id, active: 1, created_at: now, ...columnsOf(values) })
        .execute()
      return changed(public_id)
    },

    update: (id, version, values) => write(id, version, columnsOf(values)),
    setActive: (id, version, active) => write(id, version, { active: flagOf(active) }),
  }
}

const SORT_KEYS = { name: 'name_folded', createdAt: 'id' } as const
const INDEXES = indexesOfLanguages({ name_folded: 'customers_by_name', id: 'customers_by_created' })

function selectCustomers(database: Kysely<StoreSchema>) {
  return database
    .selectFrom('customers')
    .select([
      'customers.id',
      'customers.public_id',
      'customers.name',
      'customers.reference',
      'customers.active',
      'customers.created_at',
      'customers.version',
    ])
    .select((query) =>
      query
        .selectFrom('contacts')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .whereRef('contacts.customer_id', '=', 'customers.id')
        .$asScalar()
        .as('contact_count'),
    )
}

function customerOf(row: Awaited<ReturnType<ReturnType<typeof selectCustomers>['execute']>>[number]): Customer {
  return {
    id: row.public_id,
    name: row.name,
    reference: row.reference,
    active: row.active === 1,
    contactCount: row.contact_count ?? 0,
    createdAt: instantOf(row.created_at),
    version: row.version,
  }
}

function listPlan(filter: { search?: string | undefined; active?: boolean | undefined }, sortKey: string): ListPlan {
  const flags = filter.active === undefined ? [1, 0] : [flagOf(filter.active)]
  const plan: ListPlan = {
    table: 'customers',
    indexes: INDEXES,
    countIndex: INDEXES.id,
    cells: flags.map((active) => ({ conditions: [sql`t.active = ${active}`] })),
    sources: [],
    conditions: filter.active === undefined ? [] : [sql`t.active = ${flagOf(filter.active)}`],
  }
  return searchFilter('customers', 'name_folded', filter.search)?.applyTo(plan, sortKey) ?? plan
}

function columnsOf(values: { name: string; reference: string | null }) {
  return {
    ...nameColumns(values.name),
    reference: values.reference,
    reference_folded: values.reference === null ? null : fold(values.reference),
  }
}
