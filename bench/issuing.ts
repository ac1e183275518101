import { randomBytes } from 'node:crypto'
import Database from 'better-sqlite3'
import { storeFiles } from '../src-core/store/sqlite/store-files.ts'
import { DeskError } from '../src-shared/errors.ts'
import type { BenchData } from './data.ts'
import { interleaved, inWords } from './samples.ts'
import { type SignedInDesk, signedInDesk } from './signed-in.ts'
import { type BenchLine, within } from './table.ts'

const ROUNDS = 1_000
/** A desk runs all day: Node has made machine code of what issuing takes after so many. */
const WARM_UP = 1_000

/**
 * Issuing one token, durable, against bare inserts of the token and its audit record in one transaction. Each has its own
 * copy of the file, because the desk is the only writer of its store.
 */
export async function issuingLines(data: BenchData): Promise<BenchLine[]> {
  const signedIn = await signedInDesk(data.copy(), data)
  const bare = await bareInserts(data.copy(), data)
  try {
    const issue = await issuing(signedIn)
    const measured = await interleaved({ bare: bare.insert, desk: issue }, { rounds: ROUNDS, warmUp: WARM_UP })
    const ratio = measured.desk.median / measured.bare.median
    return [
      {
        what: 'issue one token, durable',
        measured: `${ratio.toFixed(2)}× (${inWords(measured.desk.median)})`,
        reference: `${inWords(measured.bare.median)} the same rows by bare inserts`,
        budget: '≤ 2×',
        verdict: within(ratio, 2),
        note: `p95 ${inWords(measured.desk.p95)} and ${inWords(measured.bare.p95)}`,
      },
    ]
  } finally {
    bare.close()
    await signedIn.desk.close()
  }
}

/** Issues the token of a round, as whoever stands at the desk's door asks for it. */
async function issuing({ desk, session, call }: SignedInDesk): Promise<(round: number) => Promise<void>> {
  const { rows } = await call('contacts.list', {
    active: true,
    limit: 200,
    sort: { by: 'createdAt', direction: 'descending' },
  })
  const contacts = rows.filter(({ customer }) => customer.active)
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return async (round) => {
    const owner = { kind: 'contact', id: contacts[round % contacts.length]?.id }
    const input = { owner, name: `Issued while measuring ${round}`, timeZone, modules: ['order-status'] }
    const reply = await desk.call({ name: 'tokens.issue', input, session })
    if (!reply.ok) throw new DeskError(reply.error)
  }
}

/**
 * Writes the very rows that the desk writes for a token, and nothing else: what any issuing has to cost on this disk. The
 * rows are those of a token that a desk issued into this copy before.
 */
async function bareInserts(folder: string, data: BenchData): Promise<{ insert(round: number): void; close(): void }> {
  const signedIn = await signedInDesk(folder, data)
  await (await issuing(signedIn))(0)
  await signedIn.desk.close()

  const database = new Database(storeFiles(folder).store)
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'secure_delete = ON'])
    database.pragma(pragma)
  const last = lastIssued(database)
  const token = insertion(database, 'tokens', last.token)
  const modules = last.modules.map((row) => insertion(database, 'token_modules', row))
  const audit = insertion(database, 'audit', last.audit)
  const sequence = Number(last.audit.sequence)
  const both = database.transaction((round: number) => {
    const now = Date.now()
    const [id, name] = [`TKN-BARE-${round}`, `Issued while measuring ${round}`]
    const own = { public_id: id, name, name_folded: name.toLowerCase(), digest: randomBytes(32), created_at: now }
    const { lastInsertRowid } = token({ ...own, id: null })
    for (const module of modules) module({ token_id: lastInsertRowid })
    audit({ sequence: sequence + 1 + round, at: now, subject_id: id, subject_name: name, hash: randomBytes(32) })
  })
  return { insert: (round) => void both.immediate(round), close: () => void database.close() }
}

type Row = Readonly<Record<string, unknown>>

/** What the last issuing wrote, as it stands in the file. */
function lastIssued(database: Database.Database): { token: Row; modules: Row[]; audit: Row } {
  const last = (table: string, column: string) =>
    database.prepare<[], Row>(`select * from ${table} order by ${column} desc limit 1`).get() ?? {}
  const token = last('tokens', 'id')
  const modules = database.prepare<[unknown], Row>('select * from token_modules where token_id = ?').all(token.id)
  const audit = database
    .prepare<[], Row>("select * from audit where action = 'token.issued' order by sequence desc limit 1")
    .get()
  return { token, modules, audit: audit ?? {} }
}

/** Inserts a row like the given one, but for the values that a call names. */
function insertion(database: Database.Database, table: string, like: Row): (own: Row) => Database.RunResult {
  // Generated columns are not among these.
  const columns = database.prepare<[string], string>('select name from pragma_table_info(?)').pluck().all(table)
  const places = columns.map((column) => `@${column}`)
  const insert = database.prepare<[Row]>(`insert into ${table} (${columns.join(', ')}) values (${places.join(', ')})`)
  return (own) => insert.run({ ...like, ...own })
}
