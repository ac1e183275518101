import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { restoreBackup } from '../src-core/backup/restore-backup.ts'
import type { StorePlace } from '../src-core/open-desk.ts'
import { startPostgresServer } from '../src-core/store/testing/postgres-server.ts'
import { searchFiles, searchProcesses, writtenEveryWay } from '../src-core/testing/search-files.ts'
import {
  beginRun,
  goOn,
  keepValue,
  NAME_OF_TOKENS,
  PRINTED_BY_OTHER,
  PRINTED_CODE,
  type SecretsOfRun,
  SOUGHT,
  secretsOfRun,
  TYPED_AS_NAME,
} from './testing/secret-run.ts'
import { type ServedProcess, serveFrom } from './testing/served-process.ts'

// The whole service and its database, as a machine leaves them that loses its power and is started again. What the desktop
// leaves is looked at in e2e/nothing-left-behind.e2e.ts.

const PASSPHRASE = 'the passphrase of the backups'
const DATABASE_PASSWORD = 'the password of the database'

/** Files that hold a secret because somebody put it there, or is told it there. In any other it is a leak. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  passphrase: [PASSPHRASE],
  'said/first.words': [PRINTED_CODE],
  'said/other.words': [PRINTED_BY_OTHER],
  // PostgreSQL logs every statement here with its values, which it does not unless it is told to: what is looked for is one.
  'said/postgresql.log': [SOUGHT, TYPED_AS_NAME],
}

/** What is no secret, and has to be found where a secret would be. */
const NO_SECRETS = { 'the name of tokens': NAME_OF_TOKENS, 'a route': '"route":"/v1/tokens.issue"' }

/** Files that hold the name of tokens, so that they were looked into. */
const LOOKED_INTO = {
  SQLite: { afterKill: [/^first\/token-desk\.sqlite-wal$/], afterStop: [/^first\/token-desk\.sqlite$/] },
  PostgreSQL: {
    afterKill: [/\/data\/pg_wal\/[0-9A-F]{24}$/],
    afterStop: [/\/data\/pg_wal\/[0-9A-F]{24}$/, /\/data\/base\/\d+\/\d+$/, /^said\/postgresql\.log$/],
  },
}

describe.each(['SQLite', 'PostgreSQL'] as const)('the service over %s', (kind) => {
  test('no secret is in any file, log, argument or variable that it leaves, also not after a kill and the start that follows', async () => {
    const secrets = secretsOfRun()
    const place = await makePlace(kind, secrets)
    const names = kind === 'SQLite' ? ['first'] : ['first', 'other']
    const instances = await Promise.all(names.map((name) => serveFrom(place.in(name), place)))
    const run = await beginRun(instances, secrets)
    await expectNothingInProcesses(instances, place, secrets)

    for (const [index, instance] of instances.entries()) {
      await instance.kill()
      place.keepSaid(names[index] ?? '', instance)
    }
    await expectNothingInFiles('after the kill', place, secrets, LOOKED_INTO[kind].afterKill)

    await keepValue(place.store, run, secrets)
    const argv = ['--backup-folder', place.in('backups'), '--backup-passphrase-file', place.in('passphrase')]
    const next = await serveFrom(place.in('first'), { ...place, argv })
    await goOn(next, run, secrets)
    await expect.poll(next.log, { timeout: 20_000 }).toContain('A backup was made.')
    expect(await next.stop()).toBe(0)
    place.keepSaid('next', next)
    await place.halt()
    await restoreBackup({
      file: /"file":"([^"]+)"/.exec(next.log())?.[1] ?? '',
      passphrase: secrets.all.get(PASSPHRASE) ?? '',
      target: { folder: place.in('restored') },
      workFolder: place.in('restored'),
      replace: false,
      restoredAt: Date.now(),
      restoredBy: 'Whoever looks into it',
    })
    const afterStop = [...LOOKED_INTO[kind].afterStop, /^restored\/token-desk\.sqlite$/]
    await expectNothingInFiles('after the stop', place, secrets, afterStop)

    await expectPlantedIsFound(place, secrets)
  })
})

type Place = Awaited<ReturnType<typeof makePlace>>

/** A folder for all that a service is given and writes, and where there is one, the database server's own. */
async function makePlace(kind: 'SQLite' | 'PostgreSQL', secrets: SecretsOfRun) {
  const root = mkdtempSync(join(tmpdir(), 'token-desk-leaks-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const within = (name: string) => join(root, name)
  for (const name of ['first', 'other', 'temporary', 'backups', 'said']) mkdirSync(within(name))
  writeFileSync(within('passphrase'), secrets.newPassword(PASSPHRASE))
  const database = kind === 'SQLite' ? undefined : await startDatabase(within('said/postgresql.log'), secrets)
  const folders = [root, ...(database === undefined ? [] : [database.folder])]
  const store: StorePlace = database === undefined ? { folder: within('first') } : { database: database.url }
  return {
    in: within,
    folders,
    store,
    /** Of the service. Node keeps what it compiles there, too. */
    environment: {
      TMPDIR: within('temporary'),
      // No secret service: nothing is put into the keychain of whoever runs this.
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/at/all',
      ...(database === undefined ? {} : { TOKEN_DESK_DATABASE: database.url }),
    },
    halt: async () => database?.halt(),
    keepSaid(name: string, { words, log }: ServedProcess) {
      writeFileSync(within(`said/${name}.words`), words())
      writeFileSync(within(`said/${name}.log`), log())
    },
    async search(wanted: Readonly<Record<string, string>>) {
      const { findings } = await searchFiles(folders, wanted)
      return findings.map((finding) => ({ ...finding, file: relative(root, finding.file) }))
    },
  }
}

async function startDatabase(log: string, secrets: SecretsOfRun) {
  const server = await startPostgresServer({
    password: secrets.newPassword(DATABASE_PASSWORD),
    settings: ['log_statement=all', 'full_page_writes=on'],
    onLog: (text) => appendFileSync(log, text),
  })
  onTestFinished(() => server.stop())
  return { folder: server.folder, url: await server.newDatabase(), halt: () => server.halt() }
}

/**
 * What is looked for: of what begins with a known prefix the random part, which whoever has the whole has; and each in small
 * letters, as names are compared.
 */
function wantedOf(secrets: SecretsOfRun): Record<string, string> {
  const wanted: Record<string, string> = {}
  for (const [what, secret] of secrets.all) {
    const text = /^td[a-z]_/.test(secret) ? secret.slice(4, 34) : secret
    expect(text.length, what).toBeGreaterThanOrEqual(25)
    wanted[what] = text
    if (text !== text.toLowerCase()) wanted[`${what}, in small letters`] = text.toLowerCase()
  }
  return wanted
}

async function expectNothingInFiles(
  when: string,
  place: Place,
  secrets: SecretsOfRun,
  lookedInto: readonly RegExp[],
): Promise<void> {
  const all = await place.search({ ...wantedOf(secrets), ...NO_SECRETS })
  const findings = all.filter(({ what }) => !Object.hasOwn(NO_SECRETS, what))
  expect(
    findings.filter(({ file, what, encoding }) => encoding !== 'plain' || !MEANT[file]?.includes(what)),
    when,
  ).toEqual([])
  // What is meant to be there is found: it would be elsewhere, too.
  expect(findings, when).toContainEqual({ file: 'said/first.words', what: PRINTED_CODE, encoding: 'plain' })
  const filesWith = (name: keyof typeof NO_SECRETS) => all.filter(({ what }) => what === name).map(({ file }) => file)
  for (const file of lookedInto)
    expect(filesWith('the name of tokens'), when).toContainEqual(expect.stringMatching(file))
  expect(filesWith('a route'), when).toContainEqual('said/first.log')
}

/** Where there is a database, its address with the password is in a variable, which is one of the ways to give it. */
async function expectNothingInProcesses(
  instances: readonly ServedProcess[],
  { environment }: Place,
  secrets: SecretsOfRun,
): Promise<void> {
  if (process.platform !== 'linux') return
  const { findings } = await searchProcesses({ ...wantedOf(secrets), folder: environment.TMPDIR, option: '--listen' })
  for (const { processId } of instances) {
    const found = findings.filter(({ file }) => file.startsWith(`/proc/${processId}/`))
    expect(found.map(({ file, what }) => `${file.split('/').pop()}: ${what}`)).toEqual([
      ...('TOKEN_DESK_DATABASE' in environment ? [`environ: ${DATABASE_PASSWORD}`] : []),
      'environ: folder',
      'cmdline: option',
    ])
  }
  const others = findings.filter(({ file }) => !instances.some(({ processId }) => file.includes(`/${processId}/`)))
  expect(others.filter(({ what }) => what !== 'option')).toEqual([])
}

/** The same search, of the same folders, for the same secrets, fails where each of them is written down in each way. */
async function expectPlantedIsFound(place: Place, secrets: SecretsOfRun): Promise<void> {
  for (const [index, text] of [...secrets.all.values()].entries())
    for (const [way, content] of Object.entries(writtenEveryWay(text))) {
      const folder = place.folders[index % place.folders.length] ?? ''
      writeFileSync(join(folder, `planted ${way}`), content, { flag: 'a' })
    }
  const findings = (await place.search(wantedOf(secrets))).filter(({ file }) => file.includes('planted'))
  for (const what of secrets.all.keys())
    expect(new Set(findings.filter((each) => each.what === what).map(({ file }) => file)).size, what).toBe(
      Object.keys(writtenEveryWay('')).length,
    )
}
