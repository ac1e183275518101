import { type Kysely, sql } from 'kysely'
import { addColumns, columnTypes, computed, createTrigger, dropTrigger } from '../dialect.ts'
import { fold } from '../fold.ts'
import { orderKey } from '../name-order.ts'

/**
 * The order of names in languages whose alphabet has letters of its own. A name that stands there where its folded text
 * stands has no key of its own, which is what most names are.
 */
export async function addOrderOfNames(database: Kysely<unknown>): Promise<void> {
  for (const { table, names } of TABLES) await addColumns(database, table, names.flatMap(keysOf))
  for (const { table, names } of TABLES)
    for (const { base } of names) if (base !== 'customer_name') await fillKeys(database, table, base)
  await followCustomers(database)
  for (const { table, cells, names } of TABLES) {
    await addColumns(database, table, names.flatMap(ordersOf))
    for (const { base, index } of names)
      for (const language of LANGUAGES) {
        const columns = sql.join([...cells, `${base}_${language}_order`, 'id'].map((name) => sql.ref(name)))
        await sql`create index ${sql.ref(`${index}_${language}`)} on ${sql.table(table)} (${columns})`.execute(database)
      }
  }
}

const LANGUAGES = ['cs', 'tr'] as const

interface Named {
  readonly base: string
  readonly index: string
}

/** Each name by which a list is sorted, and by what the rows of the list are divided in its index. */
const TABLES: readonly {
  readonly table: string
  readonly cells: readonly string[]
  readonly names: readonly Named[]
}[] = [
  { table: 'users', cells: ['kind', 'role', 'active'], names: [{ base: 'full_name', index: 'users_by_name' }] },
  { table: 'customers', cells: ['active'], names: [{ base: 'name', index: 'customers_by_name' }] },
  {
    table: 'contacts',
    cells: ['active'],
    names: [
      { base: 'full_name', index: 'contacts_by_name' },
      { base: 'customer_name', index: 'contacts_by_customer' },
    ],
  },
  { table: 'tokens', cells: ['state', 'lapsed', 'owner_kind'], names: [{ base: 'name', index: 'tokens_by_name' }] },
]

function keysOf({ base }: Named) {
  return LANGUAGES.map((language) => ({ name: `${base}_${language}`, type: columnTypes.text }))
}

/** What the list is sorted by: the key, or the folded name where that is the same. */
function ordersOf({ base }: Named) {
  return LANGUAGES.map((language) => {
    const key = sql`coalesce(${sql.ref(`${base}_${language}`)}, ${sql.ref(`${base}_folded`)})`
    return { name: `${base}_${language}_order`, type: computed(columnTypes.text, key) }
  })
}

/** Gives the names that are there their keys, and folds anew what holds a letter that is folded since. */
async function fillKeys(database: Kysely<unknown>, table: string, name: string): Promise<void> {
  const folded = sql.ref(`${name}_folded`)
  let last = 0
  for (;;) {
    const { rows } = await sql<{ id: number; name: string; folded: string }>`select id, ${sql.ref(name)} as name,
      ${folded} as folded from ${sql.table(table)} where id > ${last} order by id limit ${ROWS_READ}`.execute(database)
    const changed = rows
      .map((row) => ({ ...row, now: fold(row.name), cs: orderKey('cs', row.name), tr: orderKey('tr', row.name) }))
      .filter((row) => row.now !== row.folded || row.cs !== null || row.tr !== null)
    for (let at = 0; at < changed.length; at += ROWS_WRITTEN) {
      const values = changed
        .slice(at, at + ROWS_WRITTEN)
        .map((row) => sql`(cast(${row.id} as bigint), ${row.now}, cast(${row.cs} as text), cast(${row.tr} as text))`)
      await sql`update ${sql.table(table)} set ${folded} = keyed.column2, ${sql.ref(`${name}_cs`)} = keyed.column3,
        ${sql.ref(`${name}_tr`)} = keyed.column4 from (values ${sql.join(values)}) as keyed
        where ${sql.table(table)}.id = keyed.column1`.execute(database)
    }
    if (rows.length < ROWS_READ) return
    last = rows.at(-1)?.id ?? last
  }
}

const ROWS_READ = 5_000
const ROWS_WRITTEN = 200

/** A contact stands in the list where its customer's name has it, whatever the language. */
async function followCustomers(database: Kysely<unknown>): Promise<void> {
  await dropTrigger(database, { name: 'contacts_follow_customer', table: 'customers' })
  await sql`update contacts set
    customer_name_cs = (select name_cs from customers where customers.id = customer_id),
    customer_name_tr = (select name_tr from customers where customers.id = customer_id)
    where customer_id in (select id from customers where name_cs is not null or name_tr is not null)`.execute(database)
  await createTrigger(database, {
    name: 'contacts_follow_customer',
    event: sql`after update of name_folded, name_cs, name_tr on customers`,
    when: sql`old.name_folded is distinct from new.name_folded or old.name_cs is distinct from new.name_cs
      or old.name_tr is distinct from new.name_tr`,
    run: [
      sql`update contacts set customer_name_folded = new.name_folded, customer_name_cs = new.name_cs,
        customer_name_tr = new.name_tr where customer_id = new.id`,
    ],
  })
}
