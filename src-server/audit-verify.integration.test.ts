import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { auditHash, BEGINNING_OF_CHAIN } from '../src-core/domain/audit-chain.ts'
import { checkpointSigner, fingerprintOf } from '../src-core/domain/checkpoint-signing.ts'
import { keyFileIn } from '../src-core/key-ring/key-file.ts'
import { storeFiles } from '../src-core/store/sqlite/store-files.ts'
import type { AuditRecord } from '../src-shared/schemas/audit.ts'
import { startTrial, type Trial } from './testing/command-line-trial.ts'

/** As a service has one; with a keychain it is the same. */
const KEY = Buffer.alloc(32, 5)
const FINGERPRINT = fingerprintOf(checkpointSigner(KEY).publicKey)

const VERIFIER = join(import.meta.dirname, '../resources/verify-audit-trail.mjs')

let trial: Trial
let folder: string
let checkpoint: string
let records: AuditRecord[]
beforeEach(async () => {
  trial = await startTrial()
  writeFileSync(keyFileIn(trial.folder), KEY, { mode: 0o600 })
  folder = mkdtempSync(join(tmpdir(), 'token-desk-trail-'))
  checkpoint = join(folder, 'checkpoint.json')
  writeFileSync(checkpoint, (await trial.run(['audit', 'checkpoint'])).output)
  records = linesOf((await trial.run(['audit', 'export'])).output)
})
afterEach(() => {
  trial.dispose()
  rmSync(folder, { recursive: true, force: true })
})

/** Somebody with the file and SQL, past everything that keeps the trail and its checkpoints as they are. */
function tamper(work: (database: Database.Database) => void): void {
  const database = new Database(storeFiles(trial.folder).store)
  for (const { name } of database
    .prepare("select name from sqlite_schema where type = 'trigger' and tbl_name in ('audit', 'audit_checkpoints')")
    .all() as { name: string }[])
    database.exec(`drop trigger "${name}"`)
  work(database)
  database.close()
}

/** The same trail with another record in one place and everything behind hashed anew, as only somebody who knows how would. */
function rewrite(database: Database.Database, sequence: number): void {
  database.prepare('delete from audit where sequence > ?').run(records.length)
  const rows = records.map((record) =>
    record.sequence === sequence ? { ...record, action: 'call.refused' as const } : record,
  )
  let end = Buffer.from(BEGINNING_OF_CHAIN.hash, 'hex')
  const update = database.prepare('update audit set action = ?, hash = ? where sequence = ?')
  for (const { hash: _hash, ...record } of rows) {
    end = Buffer.from(auditHash(end, record))
    update.run(record.action, end, record.sequence)
  }
}

const shift = (database: Database.Database, from: number, by: number) => {
  database.prepare('update audit set sequence = -sequence where sequence >= ?').run(from)
  database.prepare('update audit set sequence = -sequence + ? where sequence < 0').run(by)
}

describe('BY-6 · the audit trail proves itself', () => {
  test('a trail that nobody touched is whole, in the store, in its export and for the verifier that stands alone', async () => {
    const verified = await trial.run(['audit', 'verify', '--checkpoint', checkpoint])
    expect(verified).toMatchObject({ code: 0, output: expect.stringContaining('The trail is whole') })
    expect(verified.output).toMatch(/Up to record \d+ it is what was written: 2 checkpoints prove it/)
    const { code, words } = await ofTheExport()
    expect([code, words]).toEqual([0, expect.stringContaining('The trail is whole')])
    expect(records.map(({ sequence }) => sequence)).toEqual(records.map((_record, index) => index + 1))
  })

  test.each<[string, (database: Database.Database) => void, RegExp]>([
    [
      'edited',
      (database) => database.prepare("update audit set actor_name = 'Nobody' where sequence = 3").run(),
      /Record 3 does not fit/,
    ],
    ['deleted', (database) => database.prepare('delete from audit where sequence = 3').run(), /Record 3 is missing/],
    [
      'deleted and the rest numbered anew',
      (database) => {
        database.prepare('delete from audit where sequence = 3').run()
        shift(database, 4, -1)
      },
      /Record 3 does not fit/,
    ],
    [
      'put in',
      (database) => {
        shift(database, 3, 1)
        database.exec(
          'insert into audit select 3, at, actor_id, actor_name, action, subject_kind, subject_id, subject_name, details, hash, address from audit where sequence = 2',
        )
      },
      /Record 3 does not fit/,
    ],
    [
      'swapped with the next',
      (database) => {
        database.exec('update audit set sequence = -3 where sequence = 3')
        database.exec('update audit set sequence = 3 where sequence = 4')
        database.exec('update audit set sequence = 4 where sequence = -3')
      },
      /Record 3 does not fit/,
    ],
  ])('a record that is %s is found and named', async (_how, work, words) => {
    tamper(work)
    const inStore = await trial.run(['audit', 'verify', '--checkpoint', checkpoint])
    expect(inStore).toMatchObject({ code: 1, output: expect.stringMatching(words) })
    const exported = await ofTheExport()
    expect([exported.code, exported.words]).toEqual([1, expect.stringMatching(words)])
  })

  test('a trail that was written anew from a record on is found by the checkpoint in the store', async () => {
    tamper((database) => rewrite(database, 3))
    const { sequence } = JSON.parse(readFileSync(checkpoint, 'utf8'))
    const { code, output } = await trial.run(['audit', 'verify'])
    expect([code, output]).toEqual([
      1,
      expect.stringContaining(`Among the records 1 to ${sequence} some were written anew`),
    ])
    const refused = await trial.run(['audit', 'checkpoint'])
    expect(refused).toMatchObject({ code: 3, output: '', errors: expect.stringContaining('trail-altered') })
  })

  test('a checkpoint that was altered with the trail does not fit its signature', async () => {
    tamper((database) => {
      rewrite(database, 3)
      database.exec(
        'update audit_checkpoints set hash = (select hash from audit where audit.sequence = audit_checkpoints.sequence)',
      )
    })
    const { code, output } = await trial.run(['audit', 'verify'])
    expect([code, output]).toEqual([1, expect.stringContaining('does not fit its signature')])
  })

  test('checkpoints that somebody else has signed over a trail written anew prove nothing, and their key is named', async () => {
    const stranger = checkpointSigner(Buffer.alloc(32, 9))
    const { sequence } = JSON.parse(readFileSync(checkpoint, 'utf8'))
    tamper((database) => {
      rewrite(database, 3)
      const row = database
        .prepare<[number], { hash: Buffer }>('select hash from audit where sequence = ?')
        .get(sequence)
      const { hash, signature } = stranger.sign({
        sequence,
        hash: row!.hash.toString('hex'),
        at: '2026-11-21T11:00:00.000Z',
      })
      database
        .prepare('update audit_checkpoints set hash = ?, at = ?, public_key = ?, signature = ?')
        .run(Buffer.from(hash, 'hex'), Date.parse('2026-11-21T11:00:00.000Z'), stranger.publicKey, signature)
    })
    const { code, output } = await trial.run(['audit', 'verify'])
    expect([code, output]).toEqual([0, expect.stringContaining(fingerprintOf(stranger.publicKey))])
    expect(output).not.toContain('it is what was written')
    expect((await trial.run(['audit', 'verify', '--checkpoint', checkpoint])).code).toBe(1)
  })

  test('a trail written anew whose checkpoints were taken out is found by the one from elsewhere, which then proves no record of it', async () => {
    tamper((database) => {
      rewrite(database, 3)
      database.exec('delete from audit_checkpoints')
    })
    const { sequence } = JSON.parse(readFileSync(checkpoint, 'utf8'))
    const inStore = await trial.run(['audit', 'verify', '--checkpoint', checkpoint])
    expect(inStore.code).toBe(1)
    expect(inStore.output).toContain(`Among the records 1 to ${sequence} some were written anew`)
    expect(inStore.output).toContain('it proves nothing of the records before')
    expect(await ofTheExport()).toMatchObject({
      code: 1,
      words: expect.stringContaining(`Up to record ${sequence} the trail is not the one of the checkpoint`),
    })
    expect(await trial.run(['audit', 'verify'])).toMatchObject({ code: 0 })
  })

  test('an end that is cut off in the store is found by the checkpoint there, and located', async () => {
    tamper((database) => database.exec('delete from audit where sequence > 1'))
    const { sequence } = JSON.parse(readFileSync(checkpoint, 'utf8'))
    // Whoever looks signs in, which is the second record by now.
    expect(await trial.run(['audit', 'verify'])).toMatchObject({
      code: 1,
      output: expect.stringContaining(
        `The trail ends with record 2; at the checkpoint of ${JSON.parse(readFileSync(checkpoint, 'utf8')).at} there were ${sequence}.`,
      ),
    })
  })

  test('what comes before a checkpoint stays proven when a later record is altered', async () => {
    const { sequence } = JSON.parse(readFileSync(checkpoint, 'utf8'))
    tamper((database) => database.prepare("update audit set actor_name = 'Nobody' where sequence > ?").run(sequence))
    const { code, output } = await trial.run(['audit', 'verify', '--checkpoint', checkpoint])
    expect(code).toBe(1)
    expect(output).toContain(`Record ${sequence + 1} does not fit`)
    expect(output).toContain(`Up to record ${sequence} it is what was written`)
  })

  test('an end that is cut off an export is found by the checkpoint, and by nothing else', async () => {
    const cut = join(folder, 'cut.jsonl')
    writeFileSync(
      cut,
      records
        .slice(0, 3)
        .map((record) => `${JSON.stringify(record)}\n`)
        .join(''),
    )
    const run = (...more: string[]) => trial.run(['audit', 'verify', '--export', cut, ...more])
    expect(await run('--checkpoint', checkpoint)).toMatchObject({
      code: 1,
      output: expect.stringContaining('Its end was cut off.'),
    })
    expect(await run()).toMatchObject({ code: 0, output: expect.stringContaining('Without a checkpoint') })
    expect(alone(cut, checkpoint)).toMatchObject({ code: 1, words: expect.stringContaining('cut off') })
  })

  test('the verifier that stands alone takes a checkpoint for the key that signed it, and for nothing else', async () => {
    const trail = join(folder, 'whole.jsonl')
    writeFileSync(trail, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
    expect(alone(trail, checkpoint)).toMatchObject({ code: 0, words: expect.stringContaining(FINGERPRINT) })
    expect(alone(trail, checkpoint, FINGERPRINT)).toMatchObject({ code: 0 })
    const stranger = join(folder, 'stranger.json')
    const { publicKey: _publicKey, signature: _signature, ...said } = JSON.parse(readFileSync(checkpoint, 'utf8'))
    writeFileSync(stranger, JSON.stringify(checkpointSigner(Buffer.alloc(32, 9)).sign(said)))
    expect(alone(trail, stranger, FINGERPRINT)).toMatchObject({
      code: 1,
      words: expect.stringContaining('another key'),
    })
    writeFileSync(stranger, JSON.stringify(said))
    expect(alone(trail, stranger, FINGERPRINT)).toMatchObject({ code: 1, words: expect.stringContaining('not signed') })
    const signed = JSON.parse(readFileSync(checkpoint, 'utf8'))
    writeFileSync(stranger, JSON.stringify({ ...signed, sequence: signed.sequence - 1 }))
    expect(alone(trail, stranger)).toMatchObject({ code: 1, words: expect.stringContaining('signature') })
    expect(await trial.run(['audit', 'verify', '--export', trail, '--checkpoint', stranger])).toMatchObject({
      code: 2,
      errors: expect.stringContaining('does not fit its signature'),
    })
  })

  test('what is no trail and no checkpoint is refused in words, and never taken for a whole one', async () => {
    const trail = join(folder, 'whole.jsonl')
    writeFileSync(trail, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
    const nothing = join(folder, 'nothing')
    for (const text of ['', 'not a record\n', 'null\n', '{}\n', '{"sequence":"9","hash":"00"}\n']) {
      writeFileSync(nothing, text)
      for (const argv of [
        ['--export', nothing],
        ['--export', trail, '--checkpoint', nothing],
      ])
        expect([text, argv.length, await trial.run(['audit', 'verify', ...argv])]).toMatchObject([
          text,
          argv.length,
          { code: 2, errors: expect.stringContaining('unreadable-file') },
        ])
      expect([text, alone(nothing)]).toMatchObject([text, { code: 2 }])
      expect([text, alone(trail, nothing)]).toMatchObject([text, { code: 2 }])
    }
    expect(await trial.run(['audit', 'verify', '--export', join(folder, 'nowhere')])).toMatchObject({ code: 2 })
  })

  test('a file that cannot be read is refused, and what is wrong with it is said', async () => {
    const trail = join(folder, 'whole.jsonl')
    writeFileSync(trail, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
    const files: [string, string][] = [
      [folder, `${folder} is a folder.`],
      [join(folder, 'nowhere'), `There is no file ${folder}/nowhere.`],
      [join(trail, 'x'), `There is no file ${trail}/x.`],
      [join(folder, 'x'.repeat(300)), 'cannot be read (ENAMETOOLONG).'],
    ]
    for (const [file, words] of files)
      for (const argv of [
        ['--export', file],
        ['--export', trail, '--checkpoint', file],
      ]) {
        const { code, output, errors } = await trial.run(['audit', 'verify', ...argv])
        expect({ argv, code, output }).toEqual({ argv, code: 2, output: '' })
        expect(errors).toMatch(/^token-desk: INVALID_INPUT unreadable-file: .*\n$/)
        expect(errors).toContain(words)
      }
  })

  test('an altered trail is the exit code also where nobody reads the answer', async () => {
    const cut = join(folder, 'cut.jsonl')
    const [first, , ...others] = records
    writeFileSync(cut, [first, ...others].map((record) => `${JSON.stringify(record)}\n`).join(''))
    const output = new Writable({
      write: (_piece, _encoding, done) => done(Object.assign(new Error('broken pipe'), { code: 'EPIPE' })),
    })
    const run = await trial.run(['audit', 'verify', '--export', cut], { output })
    expect(run).toMatchObject({ code: 1, errors: '' })
  })

  test('what is no fingerprint of a key is wrong usage, not a key that has signed nothing', async () => {
    const trail = join(folder, 'whole.jsonl')
    writeFileSync(trail, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
    const run = (...keys: string[]) => trial.run(['audit', 'verify', '--export', trail, '--key', ...keys])
    for (const key of ['nonsense', FINGERPRINT.slice(1), `${FINGERPRINT}-90c2`, FINGERPRINT.replaceAll('-', ':')])
      for (const keys of [[key], [FINGERPRINT, key]])
        expect([keys, await run(...keys)]).toMatchObject([
          keys,
          { code: 2, output: '', errors: expect.stringMatching(/^token-desk: INVALID_INPUT usage: .*--key.*\n$/) },
        ])
    expect(await run(FINGERPRINT, '1f3a-5b7c-9d0e-2f41-6a83-c5e7-0918-90c2')).toMatchObject({ code: 0, errors: '' })
  })

  test('a key that is given is trusted', async () => {
    // From now on the store signs with another key.
    writeFileSync(keyFileIn(trial.folder), Buffer.alloc(32, 6), { mode: 0o600 })
    await trial.run(['audit', 'checkpoint'])
    expect((await trial.run(['audit', 'verify'])).output).toContain(`--key ${FINGERPRINT}`)
    expect((await trial.run(['audit', 'verify', '--key', FINGERPRINT])).output).not.toContain('--key')
  })

  test('a member that no record has is an alteration, too', async () => {
    const noted = join(folder, 'noted.jsonl')
    writeFileSync(
      noted,
      records
        .map((record) => `${JSON.stringify(record.sequence === 2 ? { ...record, note: 'x' } : record)}\n`)
        .join(''),
    )
    const run = await trial.run(['audit', 'verify', '--export', noted])
    expect(run).toMatchObject({ code: 1, output: expect.stringContaining('Record 2 does not fit') })
    expect(alone(noted)).toMatchObject({ code: 1, words: expect.stringContaining('Record 2 does not fit') })
  })

  test('the export for spreadsheets turns no name into a formula', async () => {
    await trial.withDesk((call) => call('customers.create', { name: '=HYPERLINK("http://evil.example")' }))
    const { output } = await trial.run(['audit', 'export', '--csv'])
    expect(output.split('\n')[0]).toBe('sequence,at,actor,actor id,action,subject,subject id,address,details,hash')
    expect(output).not.toMatch(/(^|,)"?=HYPER/m)
    expect(output).toContain('HYPERLINK')
  })
})

async function ofTheExport(): Promise<{ code: number; words: string }> {
  const file = join(folder, 'trail.jsonl')
  writeFileSync(file, (await trial.run(['audit', 'export'])).output)
  return alone(file, checkpoint)
}

/** The verifier as an auditor runs it: one file, plain Node. */
function alone(...argv: string[]): { code: number; words: string } {
  try {
    return { code: 0, words: execFileSync(process.execPath, [VERIFIER, ...argv], { encoding: 'utf8', cwd: folder }) }
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string }
    return { code: status, words: stdout }
  }
}

function linesOf(text: string): AuditRecord[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}
