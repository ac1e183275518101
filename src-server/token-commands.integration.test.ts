import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EXIT_CODES } from './exit-codes.ts'
import { CONTACT, startTrial, type Trial } from './testing/command-line-trial.ts'

const SECRET = /^tdc_[0-9A-Za-z]{36}$/

let trial: Trial
beforeAll(async () => {
  trial = await startTrial()
})
afterAll(() => trial.dispose())

/** A token of the contact, by its id and its secret. */
async function issued(name: string): Promise<{ id: string; secret: string }> {
  const who = ['--contact', CONTACT.email, '--module', 'order-status']
  const { token, secret } = JSON.parse(await done('issue', '--name', name, ...who, '--expires', '90-days', '--json'))
  return { id: token.id, secret }
}

async function reasonOf(secret: string): Promise<string> {
  return JSON.parse((await trial.run(['verify', '--json'], { input: secret })).output).reason
}

async function done(...argv: string[]): Promise<string> {
  const { code, output, errors } = await trial.run(['token', ...argv])
  expect({ code, errors }).toEqual({ code: 0, errors: '' })
  return output
}

test('MP-7 · a token is disabled with its reason until the end of a day, and enabled', async () => {
  const { id, secret } = await issued('Nightly')
  const words = await done('disable', id, '--reason', 'Loops since Monday', '--until', '2099-12-01')
  expect(words).toContain(`Disabled ${id} “Nightly” of ${CONTACT.fullName}, until 2099-12-01 23:59`)
  expect(await reasonOf(secret)).toBe('disabled')
  const listed = JSON.parse(await done('list', '--search', 'Nightly', '--json'))
  expect(listed).toMatchObject([{ id, disableReason: 'Loops since Monday' }])
  const again = await trial.run(['token', 'disable', id, '--json'])
  expect(again.code).toBe(EXIT_CODES.refused.code)
  expect(JSON.parse(again.errors)).toMatchObject({ error: { code: 'CONFLICT' } })
  expect(JSON.parse(await done('enable', id, '--json'))).toMatchObject({ id, status: 'active' })
  expect(await reasonOf(secret)).toBe('active')
})

test('BY-5 · a removal and a deletion say until when they can be taken back, and are', async () => {
  const { id, secret } = await issued('Old portal')
  const undo = `token-desk token undo ${id}`
  expect(await done('remove', id, '--reason', 'no-longer-needed')).toContain(undo)
  expect(await reasonOf(secret)).toBe('removed')
  expect(await done('undo', id)).toContain(`Took back the withdrawal of ${id}`)
  expect(await reasonOf(secret)).toBe('active')
  expect(await done('delete', id)).toContain(undo)
  expect(JSON.parse((await trial.run(['token', 'list', '--search', 'Old portal', '--json'])).output)).toEqual([])
  await done('undo', id)
  expect(await reasonOf(secret)).toBe('active')
})

test('BY-5 · what was compromised stays withdrawn, and is said to', async () => {
  const { id, secret } = await issued('Leaked')
  expect(await done('remove', id, '--reason', 'compromised')).not.toContain('undo')
  const { code, errors } = await trial.run(['token', 'undo', id, '--json'])
  expect(code).toBe(EXIT_CODES.refused.code)
  expect(JSON.parse(errors)).toMatchObject({ error: { code: 'CONFLICT', reason: 'was-compromised' } })
  expect(await reasonOf(secret)).toBe('removed')
})

test('BY-2 · a token is replaced: the new secret goes to a pipe alone, the old one works on for the overlap', async () => {
  const old = await issued('Shop')
  const { code, output, errors } = await trial.run(['token', 'replace', old.id, '--overlap', '1-day'])
  expect(code).toBe(0)
  const secret = output.trim()
  expect(secret).toMatch(SECRET)
  expect(errors).toMatch(new RegExp(`^Issued TKN-.{9} “Shop” in the place of ${old.id}, which ends .+\\.\n$`))
  expect([await reasonOf(secret), await reasonOf(old.secret)]).toEqual(['active', 'active'])

  const last = await trial.run(['token', 'list', '--search', 'Shop', '--json'])
  const successor = JSON.parse(last.output).find((token: { id: string }) => token.id !== old.id)
  const atOnce = await trial.run(['token', 'replace', successor.id, '--overlap', 'none', '--json'])
  const answer = JSON.parse(atOnce.output)
  expect(answer).toMatchObject({ token: { name: 'Shop' }, replaced: { id: successor.id, status: 'removed' } })
  expect([await reasonOf(answer.secret), await reasonOf(secret)]).toEqual(['active', 'removed'])
})

test('BY-2 · no secret appears on a terminal unasked, and nothing is replaced then', async () => {
  const { id, secret } = await issued('On the screen')
  const refused = await trial.run(['token', 'replace', id, '--overlap', 'none'], { terminal: { output: true } })
  expect(refused.code).toBe(EXIT_CODES.wrongUsage.code)
  expect(refused.output).toBe('')
  expect(refused.errors).toContain('Nothing was replaced')
  expect(await reasonOf(secret)).toBe('active')
})

test('an id that is none, a token that is not there, a day and a reason that do not exist are said in words', async () => {
  const { id } = await issued('Untouched')
  const run = async (...argv: string[]) => {
    const { code, errors } = await trial.run(['token', ...argv])
    return [code, errors]
  }
  expect(await run('remove', 'portal')).toEqual([2, expect.stringContaining('no-token-id: Give the id of a token')])
  expect(await run('undo', 'portal')).toEqual([2, expect.stringContaining('no-token-id')])
  expect(await run('remove', 'TKN-0000-0000')).toEqual([3, expect.stringContaining('NOT_FOUND')])
  expect(await run('disable', id, '--until', '2026-02-31')).toEqual([2, expect.stringContaining('a day that exists')])
  expect(await run('disable', id, '--until', '2020-01-01')).toEqual([2, expect.stringContaining('until')])
  expect(await run('remove', id, '--reason', 'replaced')).toEqual([2, expect.stringContaining('no-longer-needed')])
  expect(await run('remove')).toEqual([2, expect.stringContaining('id')])
  expect(await run('enable', id)).toEqual([3, expect.stringContaining('CONFLICT')])
})

test('every example of issuing a token, in the help and in the README, issues one', async () => {
  const help = (await trial.run(['token', 'issue', '--help'])).output
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
  const examples = `${help}\n${readme}`.match(/(?<=token-desk )token issue --[^|>\n]*/g) ?? []
  expect(examples.length).toBeGreaterThanOrEqual(4)
  for (const example of examples) {
    // Whom an example names is in no store of ours.
    const argv = (example.match(/"[^"]*"|\S+/g) ?? [])
      .map((argument) => argument.replaceAll('"', ''))
      .map((argument, index, all) => (all[index - 1] === '--contact' ? CONTACT.email : argument))
    const { code, output, errors } = await trial.run(argv)
    expect({ example, code, output, errors }).toMatchObject({ code: 0, output: expect.stringMatching(/td[utc]_/) })
  }
})
