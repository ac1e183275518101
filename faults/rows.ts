import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Client } from 'pg'
import type { StorePlace } from '../src-core/open-desk.ts'

/** What stands in a store, read by SQL of the harness's own: what the desk says of itself proves nothing. */
export interface Rows {
  readonly tokens: readonly { id: string; name: string; state: string; version: number; digest: string }[]
  readonly people: readonly { kind: 'user' | 'customer' | 'contact'; id: string; name: string; version: number }[]
  readonly sessions: readonly { id: string; digest: string }[]
  /** Null where the policy was never changed. */
  readonly policyVersion: number | null
  readonly trail: readonly TrailRecord[]
}

/** A record as an export of the trail has it. */
export interface TrailRecord {
  readonly sequence: number
  readonly at: string
  readonly actor: { readonly id: string; readonly name: string } | null
  readonly action: string
  readonly subject: { readonly kind: string; readonly id: string; readonly name: string } | null
  readonly address?: string
  readonly details: unknown
  readonly hash: string
}

export async function readRows(place: StorePlace): Promise<Rows> {
  if ('folder' in place) {
    const database = new Database(join(place.folder, 'token-desk.sqlite'), { readonly: true, fileMustExist: true })
    try {
      return rowsOf((text) => database.prepare<[], Row>(text).all())
    } finally {
      database.close()
    }
  }
  const client = new Client({ connectionString: place.database, options: '-c search_path=token_desk' })
  await client.connect()
  try {
    // One state of all tables.
    await client.query('begin isolation level repeatable read read only')
    const found = new Map<string, Row[]>()
    for (const text of Object.values(QUERIES)) found.set(text, (await client.query<Row>(text)).rows)
    return rowsOf((text) => found.get(text) ?? [])
  } finally {
    await client.end()
  }
}

type Row = Readonly<Record<string, string | number | Uint8Array | null>>

const QUERIES = {
  tokens: 'select public_id, name, state, version, digest from tokens',
  people: `select 'user' as kind, public_id, username as name, version from users
    union all select 'customer', public_id, name, version from customers
    union all select 'contact', public_id, full_name, version from contacts`,
  sessions: 'select public_id, digest from sessions',
  policy: "select value from settings where key = 'policy'",
  trail: 'select * from audit order by sequence',
}

function rowsOf(read: (text: string) => readonly Row[]): Rows {
  const [policy] = read(QUERIES.policy)
  return {
    tokens: read(QUERIES.tokens).map(({ public_id, name, state, version, digest }) => ({
      id: String(public_id),
      name: String(name),
      state: String(state),
      version: Number(version),
      digest: inHex(digest),
    })),
    people: read(QUERIES.people).map(({ kind, public_id, name, version }) => ({
      kind: kind as 'user' | 'customer' | 'contact',
      id: String(public_id),
      name: String(name),
      version: Number(version),
    })),
    sessions: read(QUERIES.sessions).map(({ public_id, digest }) => ({ id: String(public_id), digest: inHex(digest) })),
    policyVersion: policy === undefined ? null : (JSON.parse(String(policy.value)) as { version: number }).version,
    trail: read(QUERIES.trail).map(recordOf),
  }
}

function recordOf(row: Row): TrailRecord {
  const where = row.address === null ? {} : { address: String(row.address) }
  return {
    sequence: Number(row.sequence),
    at: new Date(Number(row.at)).toISOString(),
    actor: row.actor_id === null ? null : { id: String(row.actor_id), name: String(row.actor_name) },
    action: String(row.action),
    subject:
      row.subject_kind === null
        ? null
        : { kind: String(row.subject_kind), id: String(row.subject_id), name: String(row.subject_name) },
    ...where,
    details: JSON.parse(String(row.details)),
    hash: inHex(row.hash),
  }
}

function inHex(value: Row[string] | undefined): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : ''
}
