import { randomBytes } from 'node:crypto'
import Database from 'better-sqlite3'
import { storeFiles } from '../src-core/store/store-files.ts'
import type { Call } from '../src-shared/contract/calls.ts'
import type { DeskCalls } from '../src-shared/contract/index.ts'
import type { BenchData } from './data.ts'
import { interleaved, inWords } from './samples.ts'
import { signedInDesk } from './signed-in.ts'
import { type BenchLine, within } from './table.ts'

const ROUNDS = 200

/**
 * Issuing one token, durable, against a bare insert and audit insert in one transaction. Each has its own copy of the
 * file, because the desk is the only writer of its store.
 */
export async function issuingLines(data: BenchData): Promise<BenchLine[]> {
  const { desk, call } = await signedInDesk(data.copy(), data)
  const bare = bareInserts(data.copy())
  try {
    const issue = await issuing(call)
    const measured = await interleaved({ bare: bare.insert, desk: issue }, { rounds: ROUNDS })
    const ratio = measured.desk.median / measured.bare.median
    return [
      {
        what: 'issue one token, durable',
        measured: `${ratio.toFixed(2)}× (${inWords(measured.desk.median)})`,
        reference: `${inWords(measured.bare.median)} insert + audit insert`,
        budget: '≤ 2×',
        verdict: within(ratio, 2),
        note: `p95 ${inWords(measured.desk.p95)} and ${inWords(measured.bare.p95)}`,
      },
    ]
  } finally {
    bare.close()
    await desk.close()
  }
}

async function issuing(call: Call<DeskCalls>): Promise<(round: number) => Promise<unknown>> {
  const { rows } = await call('contacts.list', {
    active: true,
    limit: 200,
    sort: { by: 'createdAt', direction: 'descending' },
  })
  const contacts = rows.filter(({ customer }) => customer.active)
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return (round) => {
    const owner = { kind: 'contact' as const, id: contacts[round % contacts.length]?.id ?? ('CON-0000-0000' as const) }
    return call('tokens.issue', { owner, name: `Issued while measuring ${round}`, timeZone, modules: ['order-status'] })
  }
}

function bareInserts(folder: string): { insert(round: number): void; close(): void } {
  const database = new Database(storeFiles(folder).store)
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'secure_delete = ON'])
    database.pragma(pragma)
  const contact = database.prepare<[], { id: number }>('select max(id) as id from contacts').get()?.id
  const token = database.prepare(
    `insert into tokens (public_id, state, owner_kind, owner_contact_id, name, name_folded, owner_name_folded, hint,
       digest, created_at)
     values (?, 'active', 'contact', ?, ?, ?, 'somebody', 'tdc_abcd', ?, ?)`,
  )
  const audit = database.prepare(
    `insert into audit (sequence, at, action, details, hash)
     select max(sequence) + 1, ?, 'token.issued', '{}', ? from audit`,
  )
  const both = database.transaction((round: number) => {
    const name = `Issued while measuring ${round}`
    token.run(`TKN-BARE-${round}`, contact, name, name.toLowerCase(), randomBytes(32), Date.now())
    audit.run(Date.now(), randomBytes(32))
  })
  return { insert: (round) => void both.immediate(round), close: () => void database.close() }
}
