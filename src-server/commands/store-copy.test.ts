import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { startTrial, type Trial } from '../testing/command-line-trial.ts'

let trial: Trial
beforeAll(async () => {
  trial = await startTrial()
})
afterAll(() => trial.dispose())

function targetFolder(): string {
  const home = mkdtempSync(join(tmpdir(), 'token-desk-copy-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  return join(home, 'data')
}

test('DC-3 · a store is previewed, copied, and found to be there already; its people sign in to the copy', async () => {
  const folder = targetFolder()
  const copy = (...more: string[]) => trial.run(['store', 'copy', '--to', `sqlite:${folder}`, ...more])
  const preview = await copy('--preview')
  expect(preview).toMatchObject({ code: 0, errors: '' })
  expect(preview.output).toMatch(/^This would be copied:\n\s+2 users\n\s+1 customers\n\s+1 contacts\n/)
  expect((await copy('--preview')).output).toBe(preview.output)

  const copied = await copy('--json')
  expect(copied).toMatchObject({ code: 0 })
  expect(JSON.parse(copied.output)).toMatchObject({ outcome: 'copied', preview: false, counts: { users: 2 } })
  expect((await copy()).output).toBe('The other store holds all of this already. Nothing was changed.\n')

  const listed = await trial.run(['token', 'list', '--data-dir', folder])
  expect(listed).toMatchObject({ code: 0 })
  expect((await copy()).output).toContain('people have worked there since')
})

test('where there is no store, none is made, and no password is taken as an argument', async () => {
  const folder = targetFolder()
  const nothing = await trial.run(['store', 'copy', '--data-dir', join(folder, 'none'), '--to', `sqlite:${folder}`])
  expect(nothing).toMatchObject({ code: 3, output: '' })
  expect(nothing.errors).toContain('There is no store in')
  const secret = await trial.run(['store', 'copy', '--to', 'postgres://desk:hunter2@db.example/desk'])
  expect(secret).toMatchObject({ code: 2 })
  expect(secret.errors).toContain('A password is never an argument')
  expect((await trial.run(['store', 'copy'])).errors).toContain('Give the store as')
})

test('what is interrupted is undone', async () => {
  const folder = targetFolder()
  const to = ['store', 'copy', '--to', `sqlite:${folder}`]
  const interrupted = await trial.run(to, { interrupted: AbortSignal.abort() })
  expect(interrupted).toMatchObject({ code: 130 })
  expect(JSON.parse((await trial.run([...to, '--json'])).output)).toMatchObject({ outcome: 'copied' })
})
