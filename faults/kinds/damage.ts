import { hash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { makeSecret } from '../../src-core/domain/secret.ts'
import { deskCalls } from '../../src-shared/contract/index.ts'
import { brokenTrail } from '../checks.ts'
import type { Choices } from '../choices.ts'
import { type Fault, momentOf } from '../fault.ts'
import { readRows } from '../rows.ts'
import type { Refused, Subject } from '../subject.ts'
import { OPERATOR } from '../trial.ts'
import { startOrRefused } from './full-disk.ts'

const STORE = 'token-desk.sqlite'
const PAGE_BYTES = 4096
const SECTOR_BYTES = 512

/**
 * Pages of the file are damaged while nobody has it open. The next start names that, or the check of the store, or the
 * trail; no unknown secret is ever taken for a token's; and the file is left as it is. Then a copy from before is put back.
 */
export const damage: Fault = {
  name: 'damaged pages',
  appliesTo: ({ disk }) => disk !== null || 'the database has files of its own',
  async happen({ trial: { subject, work } }, choices) {
    const folder = subject.disk?.folder ?? ''
    const working = work()
    await working.acknowledged(momentOf(choices).operations)
    const isKilled = choices.below(2) === 1
    if (isKilled) await subject.kill()
    await working.end()
    if (!isKilled) await subject.stop()

    const good = filesIn(folder)
    const damaged = Buffer.from(good[STORE] ?? [])
    const how = damagePages(damaged, choices)
    writeFileSync(join(folder, STORE), damaged)
    const refused = await startOrRefused(subject.start)
    const problems: string[] = []
    const named =
      refused === null
        ? ((await nameOf(subject, choices, problems)) ?? whatDiffers(good, damaged))
        : 'named by the start'
    if (refused !== null) problems.push(...wrongRefusal(refused, folder, isKilled ? damaged : null))
    await subject.kill()

    for (const name of Object.keys(filesIn(folder))) rmSync(join(folder, name))
    for (const [name, bytes] of Object.entries(good)) writeFileSync(join(folder, name), bytes, { mode: 0o600 })
    for (const name of readdirSync(folder)) if (name.includes('.damaged-')) rmSync(join(folder, name))
    const begun = performance.now()
    await subject.start()
    return { recoveryMs: performance.now() - begun, words: `${how}: ${named}`, problems }
  },
}

type Files = Readonly<Record<string, Uint8Array>>

/** The file and its write-ahead log. */
function filesIn(folder: string): Files {
  const names = [STORE, `${STORE}-wal`, `${STORE}-shm`].filter((name) => existsSync(join(folder, name)))
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]))
}

/** One to four pages: a sector that reads as nothing or as something else, or single bits. */
function damagePages(file: Buffer, choices: Choices): string {
  const pages = choices.between(1, 4)
  const how = choices.of(['zeroed sectors', 'foreign sectors', 'flipped bits'] as const)
  for (let page = 0; page < pages; page += 1) {
    const start = choices.below(file.length / PAGE_BYTES) * PAGE_BYTES
    const sector = start + choices.below(PAGE_BYTES / SECTOR_BYTES) * SECTOR_BYTES
    if (how === 'zeroed sectors') file.fill(0, sector, sector + SECTOR_BYTES)
    else if (how === 'foreign sectors') file.set(choices.bytes(SECTOR_BYTES), sector)
    else
      for (let bit = 0; bit < 16; bit += 1) {
        const at = start + choices.below(PAGE_BYTES)
        file[at] = (file[at] ?? 0) ^ (1 << choices.below(8))
      }
  }
  return `${how} in ${pages} of ${file.length / PAGE_BYTES} pages`
}

/**
 * A refusal has to name the damage and set a copy aside. A store that was not closed in order is looked at before anything
 * is written, and stays as it is.
 */
function wrongRefusal({ failure, message }: Refused, folder: string, untouched: Uint8Array | null): string[] {
  if (failure.code !== 'STORE_CORRUPT') return [`a damaged store was refused by ${message}`]
  const problems: string[] = []
  const now = readFileSync(join(folder, STORE))
  if (untouched !== null && !now.equals(untouched)) problems.push('a damaged store was changed by a start')
  const [, copy] = /set aside as (token-desk\.damaged-\S+\.sqlite)/.exec(failure.message) ?? []
  const isSetAside = copy !== undefined && readFileSync(join(folder, copy)).equals(now)
  if (!isSetAside && !/It was not touched/.test(failure.message))
    problems.push(`no copy was set aside: ${failure.message}`)
  return problems
}

/** Where the start went well: who names the damage; null where nobody does. */
async function nameOf(subject: Subject, choices: Choices, problems: string[]): Promise<string | null> {
  const ask = async (name: string, input: unknown, session: string | null) => {
    const answer = await subject.ask({ name, input, session })
    return answer.answered ? answer.reply : undefined
  }
  const signedIn = await ask('sessions.signIn', OPERATOR, null)
  if (signedIn?.ok !== true) return signedIn?.error.code === 'STORE_CORRUPT' ? 'named by a call' : 'no sign-in'
  const { secret: session } = deskCalls['sessions.signIn'].output.parse(signedIn.value)
  for (let time = 0; time < 20; time += 1) {
    const secret = Buffer.from(makeSecret('tdu_', choices)).toString('latin1')
    const verified = await ask('tokens.verify', { secret }, session)
    if (verified?.ok === true && deskCalls['tokens.verify'].output.parse(verified.value).active)
      problems.push('an unknown secret was taken for a token’s')
  }
  const check = await ask('store.check', {}, session)
  if (check?.ok !== true) return check?.error.code === 'STORE_CORRUPT' ? 'named by a call' : 'no check'
  const { jobId } = deskCalls['store.check'].output.parse(check.value)
  for (;;) {
    const looked = await ask('jobs.get', { id: jobId }, session)
    if (looked?.ok !== true) return looked?.error.code === 'STORE_CORRUPT' ? 'named by a call' : 'the check ended'
    const { state, error } = deskCalls['jobs.get'].output.parse(looked.value)
    if (state === 'failed')
      return error?.code === 'STORE_CORRUPT' ? 'named by the check' : `the check failed: ${error?.message}`
    if (state === 'done') break
  }
  const info = await ask('store.info', {}, session)
  if (info?.ok !== true) return info?.error.code === 'STORE_CORRUPT' ? 'named by a call' : 'no facts'
  if (deskCalls['store.info'].output.parse(info.value).lastCheck?.result === 'damaged') return 'named by the check'
  const rows = await readRows(subject.place)
  return brokenTrail(rows.trail, undefined, subject.disk?.folder ?? '') === null ? null : 'named by the trail'
}

/** Whether anything that is kept was hit at all, much of a page being free room, and what it was. */
function whatDiffers(good: Files, damaged: Uint8Array): string {
  const after = contentsOf({ ...good, [STORE]: damaged })
  const hit = [...contentsOf(good)].filter(([table, digest]) => after.get(table) !== digest).map(([table]) => table)
  return hit.length === 0 ? 'hit nothing that is kept' : `unnoticed in ${hit.join(' and ')}`
}

/** Everything in every table, as a digest each. */
function contentsOf(files: Files): ReadonlyMap<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'token-desk-damage-'))
  try {
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes)
    const database = new Database(join(folder, STORE))
    try {
      const tables = database
        .prepare<[], { name: string }>(
          "select name from sqlite_schema where type = 'table' and sql not like '%virtual%'",
        )
        .all()
      return new Map(
        tables.map(({ name }) => [
          name,
          hash('sha256', JSON.stringify(database.prepare(`select * from "${name}"`).all())),
        ]),
      )
    } finally {
      database.close()
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
