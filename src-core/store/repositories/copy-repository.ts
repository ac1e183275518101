import { type Kysely, type RawBuilder, sql } from 'kysely'
import { DeskError } from '../../../src-shared/errors.ts'
import { auditHash, FIRST_PREVIOUS_HASH } from '../../domain/audit-chain.ts'
import { numbersGoOn } from '../dialect.ts'
import type { AuditTable, StoreSchema } from '../schema.ts'
import type { CopiedTable, CopyRepository, StorePage } from '../store.ts'
import { endOfTrail, recordOf } from './audit-repository.ts'

/**
 * Reads a store page by page and writes the pages into another, the same rows under the same numbers. Every table that is
 * not in `COPIED` stays behind: sessions and failed sign-ins belong to a machine, and kept values are sealed with a key
 * that the other one does not have.
 */
export function copyRepository(database: Kysely<StoreSchema>): CopyRepository {
  async function trail(): Promise<{ records: number; hash: Uint8Array }> {
    const { sequence, hash } = await endOfTrail(database)
    return { records: sequence, hash: Uint8Array.from(hash) }
  }

  async function put({ table, rows }: StorePage): Promise<void> {
    if (table === 'audit') await refuseBrokenChain(rows)
    for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT)
      await insertion(table, rows.slice(at, at + ROWS_A_STATEMENT)).execute(database)
  }

  /** The trail proves itself where it comes from, so that nothing else is taken for it here. */
  async function refuseBrokenChain(rows: StorePage['rows']): Promise<void> {
    let { records, hash } = await trail()
    for (const row of rows as readonly unknown[] as readonly AuditTable[]) {
      records += 1
      hash = auditHash(hash, recordOf(row))
      if (row.sequence === records && Buffer.from(hash).equals(row.hash)) continue
      const message = `The audit trail is not sound at record ${records}. Nothing was copied. Check the store first.`
      throw new DeskError({ code: 'STORE_CORRUPT', reason: 'damaged', message })
    }
  }

  return {
    trail,
    hashAt: async (sequence) => {
      if (sequence === 0) return FIRST_PREVIOUS_HASH
      const row = await database.selectFrom('audit').select('hash').where('sequence', '=', sequence).executeTakeFirst()
      return row === undefined ? undefined : Uint8Array.from(row.hash)
    },
    count: async (table, after) => {
      const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}
        where ${beyond(table, after)}`.execute(database)
      return Number(rows[0]?.count ?? 0)
    },
    page: async (table, after, limit) => {
      const { columns, key } = COPIED[table]
      const { rows } = await sql<Record<string, unknown>>`select ${names(columns)} from ${sql.table(table)}
        where ${beyond(table, after)} order by ${names(key)} limit ${limit}`.execute(database)
      const last = rows.at(-1)
      return { table, rows, after: last === undefined ? null : key.map((name) => last[name] as number | string) }
    },
    clear: async () => {
      for (const table of REPLACED) await sql`delete from ${sql.table(table)}`.execute(database)
      await sql`delete from settings where ${COPIED_SETTINGS}`.execute(database)
    },
    put,
    finish: async () => {
      for (const table of NUMBERED) await numbersGoOn(table).execute(database)
    },
  }

  function insertion(table: CopiedTable, rows: StorePage['rows']): RawBuilder<unknown> {
    const { columns, key } = COPIED[table]
    const values = rows.map((row) => sql`(${sql.join(columns.map((name) => sql`${row[name]}`))})`)
    // The trail is only ever added to; everything else may be there already in an earlier state.
    const conflict =
      table === 'audit' ? sql`` : sql`on conflict (${names(key)}) do update set ${sql.join(columns.map(taken(table)))}`
    return sql`insert into ${sql.table(table)} (${names(columns)}) values ${sql.join(values)} ${conflict}`
  }
}

/** A longer statement is not faster: its text costs as much as the rows. */
const ROWS_A_STATEMENT = 50

/** What an administrator sets. The others are notes of a machine: the last check, which key values are kept with, … */
const COPIED_SETTINGS = sql`key in ('policy', 'installation')`

interface Copied<Table extends keyof StoreSchema> {
  readonly columns: readonly (keyof StoreSchema[Table] & string)[]
  /** By which the rows are told apart, and in whose order they are read. */
  readonly key: readonly (keyof StoreSchema[Table] & string)[]
}

/** In an order in which nothing refers to what is not there yet. */
const COPIED: { readonly [Table in CopiedTable]: Copied<Table> } = {
  users: {
    columns: [
      'id',
      'public_id',
      'kind',
      'role',
      'active',
      'username',
      'username_key',
      'full_name',
      'full_name_folded',
      'full_name_cs',
      'full_name_tr',
      'email',
      'email_folded',
      'preferred_language',
      'employed_from',
      'employed_until',
      'employment_ends_at',
      'password_hash',
      'setup_code_digest',
      'setup_code_expires_at',
      'created_at',
      'version',
    ],
    key: ['id'],
  },
  customers: {
    columns: [
      'id',
      'public_id',
      'active',
      'name',
      'name_folded',
      'name_cs',
      'name_tr',
      'reference',
      'reference_folded',
      'created_at',
      'version',
    ],
    key: ['id'],
  },
  contacts: {
    columns: [
      'id',
      'public_id',
      'customer_id',
      'active',
      'full_name',
      'full_name_folded',
      'full_name_cs',
      'full_name_tr',
      'customer_name_folded',
      'customer_name_cs',
      'customer_name_tr',
      'email',
      'email_folded',
      'phone',
      'job_title',
      'created_at',
      'version',
    ],
    key: ['id'],
  },
  modules: {
    columns: ['id', 'code', 'name', 'description', 'enabled', 'for_contacts', 'version'],
    key: ['id'],
  },
  tokens: {
    columns: [
      'id',
      'public_id',
      'state',
      'lapsed',
      'owner_kind',
      'owner_user_id',
      'owner_contact_id',
      'name',
      'name_folded',
      'name_cs',
      'name_tr',
      'owner_name_folded',
      'hint',
      'digest',
      'created_by',
      'created_at',
      'expires_at',
      'last_access_at',
      'disabled_at',
      'disabled_until',
      'disable_reason',
      'removed_at',
      'removed_from',
      'deleted_at',
      'deleted_from',
      'withdrawal_reason',
      'replaces_id',
      'version',
      'description',
      'logo_version',
    ],
    key: ['id'],
  },
  token_modules: { columns: ['token_id', 'module_id', 'owner_kind'], key: ['token_id', 'module_id'] },
  token_logos: { columns: ['token_id', 'image'], key: ['token_id'] },
  resource_servers: {
    columns: [
      'id',
      'public_id',
      'name',
      'name_folded',
      'description',
      'hint',
      'digest',
      'acts_as',
      'created_at',
      'secret_made_at',
      'withdrawn_at',
      'version',
    ],
    key: ['id'],
  },
  resource_server_modules: { columns: ['server_id', 'module_id'], key: ['server_id', 'module_id'] },
  settings: { columns: ['key', 'value'], key: ['key'] },
  audit: {
    columns: [
      'sequence',
      'at',
      'actor_id',
      'actor_name',
      'action',
      'subject_kind',
      'subject_id',
      'subject_name',
      'address',
      'details',
      'hash',
    ],
    key: ['sequence'],
  },
}

/** The columns of a table that are copied, in one order. */
export function columnsOf(table: CopiedTable): readonly string[] {
  return COPIED[table].columns
}

export const COPIED_TABLES = Object.keys(COPIED) as readonly CopiedTable[]

/** What loses rows, or may have others under the same names from the start; what refers to it goes first. */
const REPLACED = ['token_modules', 'token_logos', 'resource_server_modules', 'modules'] as const
const NUMBERED = ['users', 'customers', 'contacts', 'modules', 'tokens', 'resource_servers'] as const

function names(columns: readonly string[]): RawBuilder<unknown> {
  return sql.join(columns.map((name) => sql.ref(name)))
}

/** The rows behind the one with this key; all of them for null. */
function beyond(table: CopiedTable, after: StorePage['after']): RawBuilder<unknown> {
  const place = after === null ? sql`true` : sql`(${names(COPIED[table].key)}) > (${sql.join(after)})`
  return table === 'settings' ? sql`${place} and ${COPIED_SETTINGS}` : place
}

/** A column of a row that is there already, from the one that comes; a token was used when it was used last. */
function taken(table: CopiedTable): (column: string) => RawBuilder<unknown> {
  return (column) => {
    const [name, coming] = [sql.ref(column), sql.ref(`excluded.${column}`)]
    if (table !== 'tokens' || column !== 'last_access_at') return sql`${name} = ${coming}`
    const present = sql.ref('tokens.last_access_at')
    return sql`${name} = case when ${coming} is null or ${present} > ${coming} then ${present} else ${coming} end`
  }
}
