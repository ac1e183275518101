import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeBackupFile } from '../../src-core/backup/make-backup.ts'
import { startTrial, type Trial } from '../testing/command-line-trial.ts'

const PASSPHRASE = 'forty herons over the Vltava'

let trial: Trial
let home: string
let passphraseFile: string
let made: string
let file: string

beforeAll(async () => {
  trial = await startTrial()
  home = mkdtempSync(join(tmpdir(), 'token-desk-backup-'))
  passphraseFile = join(home, 'passphrase')
  writeFileSync(passphraseFile, `${PASSPHRASE}\n`, { mode: 0o600 })
  const run = await trial.run(['backup', 'make', '--to', home, '--passphrase-file', passphraseFile, '--json'])
  expect(run).toMatchObject({ code: 0, errors: '' })
  made = JSON.parse(run.output).file
  // For the other tests one that is opened quickly: what makes guessing expensive is in the file.
  file = join(home, 'quick.age')
  await makeBackupFile({
    source: { folder: trial.folder },
    workFolder: trial.folder,
    to: file,
    passphrase: PASSPHRASE,
    madeAt: Date.UTC(2026, 10, 26, 12),
    madeBy: 'anna',
    version: '1.2.3',
    workFactor: 2,
  })
})
afterAll(() => {
  trial.dispose()
  rmSync(home, { recursive: true, force: true })
})

test('a backup is made, listed, checked and restored, and its people sign in to the restored store', async () => {
  expect((await trial.run(['backup', 'list', home])).output).toContain(made)
  const checked = await trial.run(['backup', 'check', file, '--passphrase-file', passphraseFile])
  expect(checked).toMatchObject({ code: 0, errors: '' })
  expect(checked.output).toMatch(/^The backup is whole\.\nMade at .*:\n\s+2 users\n\s+1 customers\n/)

  const target = join(home, 'restored')
  const restore = ['backup', 'restore', file, '--data-dir', target, '--passphrase-file', passphraseFile]
  const restored = await trial.run([...restore, '--yes'])
  expect(restored).toMatchObject({ code: 0, output: 'Restored.\n' })
  expect(restored.errors).toContain('2 users')
  const listed = await trial.run(['audit', 'list', '--data-dir', target, '--json'])
  expect(listed.output).toContain('"store.restored"')

  expect(await trial.run([...restore, '--yes'])).toMatchObject({ code: 3 })
  const replaced = await trial.run([...restore, '--yes', '--replace'])
  expect(replaced.output).toMatch(/^Restored\. The store that was there is .*before-restore.*\.sqlite\.\n$/)
})

test('the trail of the store says that a backup was made, of how much, and by whom', async () => {
  const { output } = await trial.run(['audit', 'list', '--json', '--action', 'store.backed-up'])
  expect(JSON.parse(output)[0]).toMatchObject({
    action: 'store.backed-up',
    details: { file: made.slice(home.length + 1), by: expect.stringContaining(' on ') },
  })
})

test('a restore asks before it does anything, and takes nothing but yes for an answer', async () => {
  const target = join(home, 'asked')
  const answers = (answer: string) => ({
    ask: async (question: string) => (question.includes('yes') ? answer : PASSPHRASE),
  })
  const restore = ['backup', 'restore', file, '--data-dir', target]
  expect(await trial.run(restore, answers('y'))).toMatchObject({ code: 130 })
  expect(readdirSync(home)).not.toContain('asked')
  expect(await trial.run([...restore, '--passphrase-file', passphraseFile])).toMatchObject({ code: 2 })
  expect(await trial.run(restore, answers('yes'))).toMatchObject({ code: 0 })
})

test('a new passphrase is asked for twice, and a short one is refused; none is ever an argument', async () => {
  const make = ['backup', 'make', '--to', join(home, 'other.age')]
  const differing = async (question: string) => `${PASSPHRASE}, ${question}`
  expect(await trial.run(make, { ask: differing })).toMatchObject({
    code: 2,
    errors: expect.stringContaining('passphrases-differ'),
  })
  expect(await trial.run(make, { ask: async () => 'herons' })).toMatchObject({
    code: 2,
    errors: expect.stringContaining('15 characters'),
  })
  const argument = await trial.run([...make, '--passphrase', PASSPHRASE])
  expect(argument.errors).toContain('A secret is never an argument')
  expect(argument.errors).not.toContain('herons')
  expect(readdirSync(home)).not.toContain('other.age')
})

test('a file that is there is not overwritten, and a wrong passphrase is told from a damaged file', async () => {
  const before = readFileSync(file)
  expect(await trial.run(['backup', 'make', '--to', file, '--passphrase-file', passphraseFile])).toMatchObject({
    code: 3,
  })
  expect(readFileSync(file).equals(before)).toBe(true)
  const check = (ask: string, named = file) => trial.run(['backup', 'check', named], { ask: async () => ask })
  expect((await check('forty herons over the Thames')).errors).toContain('wrong-passphrase')
  const cut = join(home, 'cut.age')
  writeFileSync(cut, before.subarray(0, before.length - 1))
  expect((await check(PASSPHRASE, cut)).errors).toContain('backup-damaged')
})
