import { Writable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDesk } from '../src-core/open-desk.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { CONTACT, PASSWORD, startTrial, TECHNICAL_USER, type Trial } from './testing/command-line-trial.ts'

const SECRET = /td[utc]_[0-9A-Za-z]{36}/
const DAY_MS = 86_400_000

let trial: Trial
beforeAll(async () => {
  trial = await startTrial()
})
afterAll(() => trial.dispose())

async function issue(...options: string[]): Promise<string> {
  const { output, code, errors } = await trial.run(['token', 'issue', ...options])
  expect({ code, errors }).toMatchObject({ code: 0 })
  return output.trim()
}

test('P4-3 · a secret that was issued is accepted, with its owner and modules, and another one is not', async () => {
  const secret = await issue('--contact', CONTACT.email, '--name', 'Portal', '--module', 'order-status')
  const active = await trial.run(['verify', '--json'], { input: secret })
  expect(active.code).toBe(0)
  expect(JSON.parse(active.output)).toMatchObject({
    active: true,
    reason: 'active',
    token: { owner: { kind: 'contact', name: CONTACT.fullName }, modules: [{ code: 'order-status' }] },
  })
  const other = await trial.run(['verify', '--json'], {
    input: `${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}`,
  })
  expect(other.code).toBe(1)
  expect(JSON.parse(other.output)).toMatchObject({ active: false, reason: 'checksum', token: null })
})

test('AK-9 · the secret is taken as it is, with or without a line end, and no exchange goes before', async () => {
  const secret = await issue('--technical-user', TECHNICAL_USER, '--name', 'Scanner')
  for (const input of [secret, `${secret}\n`, `${secret}\r\n`]) {
    const { code, output } = await trial.run(['verify'], { input })
    expect({ code, output }).toMatchObject({ code: 0 })
    expect(output).toContain('state    active')
  }
})

test('AK-5 · past its expiration a token is refused, with its reason', async () => {
  const twoDaysAgo = Date.now() - 2 * DAY_MS
  const secret = await trial.withDesk(async (call) => {
    const { rows } = await call('users.list', { kind: 'technical' })
    const owner = { kind: 'technical-user' as const, id: rows[0]?.id ?? ('USR-0000-0000' as const) }
    const issued = await call('tokens.issue', { owner, name: 'For a day', timeZone: 'Europe/Prague' })
    return Buffer.from(issued.secret).toString('ascii')
  }, twoDaysAgo)
  const { code, output } = await trial.run(['verify', '--json'], { input: secret })
  expect(code).toBe(1)
  expect(JSON.parse(output)).toMatchObject({ active: false, reason: 'expired', token: { name: 'For a day' } })
})

test('a module that the token does not reach is a reason of its own', async () => {
  const secret = await issue('--contact', CONTACT.fullName, '--name', 'Orders', '--module', 'order-status')
  const reached = await trial.run(['verify', '--module', 'order-status'], { input: secret })
  const missed = await trial.run(['verify', '--module', 'invoices'], { input: secret })
  expect([reached.code, missed.code]).toEqual([0, 1])
  expect(missed.output).toContain('module-missing')
})

test.each([
  ['a truncated one', 'tdu_123'],
  ['an over-long one', 'x'.repeat(200_000)],
  ['an unknown prefix', `tdx_${'0'.repeat(36)}`],
  ['binary', '\u0000\u0001\ufffd'],
])('%s is answered with a reason, not a crash', async (_name, input) => {
  const { code, output } = await trial.run(['verify', '--json'], { input })
  expect(code).toBe(1)
  expect(JSON.parse(output)).toMatchObject({ active: false, reason: 'malformed', token: null })
})

test('without a secret on standard input, verify says how to give it', async () => {
  const { code, errors } = await trial.run(['verify'], { input: '' })
  expect(code).toBe(EXIT_CODES.wrongUsage.code)
  expect(errors).toContain('token-desk verify < secret.txt')
})

test('a secret among the arguments is refused and not repeated', async () => {
  const secret = `tdu_${'a1'.repeat(18)}`
  for (const argv of [
    ['verify', secret],
    ['verify', `--secret=${secret}`],
    ['verify', '--token', 'abcdefgh'],
    [secret],
  ]) {
    const { code, errors, output } = await trial.run(argv, { input: secret })
    expect(code).toBe(EXIT_CODES.wrongUsage.code)
    expect(errors).toContain('never an argument')
    expect(errors + output).not.toContain(argv.at(-1))
  }
})

test('a new secret goes to a pipe alone, and the remark about it goes to standard error', async () => {
  const { code, output, errors } = await trial.run([
    'token',
    'issue',
    '--self',
    '--name',
    'Mine',
    '--expires',
    '30-days',
  ])
  expect(code).toBe(0)
  expect(output).toMatch(new RegExp(`^${SECRET.source}\n$`))
  expect(errors).toMatch(/Issued TKN-.{9} “Mine” for Anna Admin, valid until /)
  expect(errors).not.toMatch(SECRET)
})

test('no secret appears on a terminal unasked, and nothing is issued then', async () => {
  const argv = ['token', 'issue', '--self', '--name', 'On the screen']
  for (const more of [[], ['--json']]) {
    const refused = await trial.run([...argv, ...more], { terminal: { output: true } })
    expect(refused.code).toBe(EXIT_CODES.wrongUsage.code)
    expect(refused.output).toBe('')
    expect(refused.errors).toContain('Nothing was issued')
  }
  const { output } = await trial.run(['token', 'list', '--search', 'On the screen', '--json'])
  expect(JSON.parse(output)).toEqual([])
  const shown = await trial.run([...argv, '--show'], { terminal: { output: true } })
  expect(shown.output).toMatch(SECRET)
})

test('a secret that is given out leaves its record in the audit trail before', async () => {
  const issued = await trial.run(['token', 'issue', '--self', '--name', 'Recorded', '--json'])
  const { token, secret } = JSON.parse(issued.output)
  expect(secret).toMatch(SECRET)
  const { output } = await trial.run(['audit', 'list', '--subject', `token:${token.id}`, '--json'])
  expect(JSON.parse(output).map((record: { action: string }) => record.action)).toEqual(['token.shown', 'token.issued'])
  expect(output).not.toContain(secret.slice(4, 34))
})

test('where the secret cannot be written, it says that it is lost and which token to remove', async () => {
  const output = new Writable({
    write: (_piece, _encoding, done) => done(Object.assign(new Error('broken pipe'), { code: 'EPIPE' })),
  })
  const { code, errors } = await trial.run(['token', 'issue', '--self', '--name', 'Lost'], { output })
  expect(code).toBe(EXIT_CODES.refused.code)
  expect(errors).toMatch(/TKN-.{9} was issued, but its secret could not be written/)
})

test('the verdict is the exit code also where nobody reads the answer', async () => {
  const closed = () =>
    new Writable({
      write: (_piece, _encoding, done) => done(Object.assign(new Error('broken pipe'), { code: 'EPIPE' })),
    })
  const secret = await issue('--self', '--name', 'Unread')
  const active = await trial.run(['verify'], { input: secret, output: closed() })
  const refused = await trial.run(['verify'], { input: 'nope', output: closed() })
  expect([active, refused]).toMatchObject([
    { code: 0, errors: '' },
    { code: 1, errors: '' },
  ])
})

test('an answer that finds no room is told apart from a bug, and words that find none change nothing', async () => {
  const full = () =>
    new Writable({
      write: (_piece, _encoding, done) => done(Object.assign(new Error('full'), { code: 'ENOSPC' })),
    })
  const { code, errors } = await trial.run(['token', 'list', '--json'], { output: full() })
  expect(code).toBe(EXIT_CODES.refused.code)
  expect(JSON.parse(errors)).toEqual({
    error: { code: 'INTERNAL', reason: 'output', message: 'The answer could not be written (ENOSPC).' },
  })
  const mute = await trial.run(['token', 'shred'], { errors: full() })
  expect(mute.code).toBe(EXIT_CODES.wrongUsage.code)
})

test('the desk’s refusals come as one line with code, words and fields, or as JSON', async () => {
  const argv = ['token', 'issue', '--self', '--name', 'x'.repeat(201), '--expires', '2026-02-31']
  const people = await trial.run(argv)
  expect(people.code).toBe(EXIT_CODES.wrongUsage.code)
  expect(people.errors).toMatch(/^token-desk: INVALID_INPUT: .*name: At most 200 characters\..*\n$/)
  expect(people.errors).toContain('expiration.date: Give a date that exists')
  const machine = await trial.run([...argv, '--json'])
  expect(JSON.parse(machine.errors)).toMatchObject({
    error: { code: 'INVALID_INPUT', fields: { name: { rule: 'tooLong' } } },
  })
})

test('namesakes are told apart however many others their name is part of', async () => {
  await trial.withDesk(async (call) => {
    const { rows } = await call('customers.list', {})
    const customerId = rows[0]?.id ?? ('CUS-0000-0000' as const)
    // Before the two in the order of names, and more of them than one page has.
    for (let index = 0; index < 205; index += 1)
      await call('contacts.create', { customerId, fullName: `A${index} Jan Kos` })
    for (const _twin of [1, 2]) await call('contacts.create', { customerId, fullName: 'Jan Kos' })
  })
  const { code, errors } = await trial.run(['token', 'issue', '--contact', 'jan kos', '--name', 'x'])
  expect({ code, errors }).toMatchObject({
    code: EXIT_CODES.refused.code,
    errors: expect.stringMatching(/Several are/),
  })
})

test('a name that nobody has, and no owner at all, are said in words', async () => {
  const nobody = await trial.run(['token', 'issue', '--contact', 'Nobody', '--name', 'x'])
  expect(nobody).toMatchObject({ code: EXIT_CODES.refused.code, output: '' })
  expect(nobody.errors).toContain('Nobody is called “Nobody”')
  const missing = await trial.run(['token', 'issue', '--name', 'x'])
  expect(missing.code).toBe(EXIT_CODES.wrongUsage.code)
  const both = await trial.run(['token', 'issue', '--self', '--contact', 'a', '--name', 'x'])
  expect(both.code).toBe(EXIT_CODES.wrongUsage.code)
})

test('tokens are listed with aligned columns for people, and as an array for programs', async () => {
  await issue('--contact', CONTACT.email, '--name', '株式会社 portal', '--module', 'order-status')
  const people = await trial.run(['token', 'list', '--owner-kind', 'contact', '--sort', 'name:descending'])
  const [titles, first] = people.output.split('\n')
  expect(titles).toMatch(/^STATUS +ID +TOKEN +NAME +OWNER +CUSTOMER +MODULES +CREATED +EXPIRES +LAST ACCESS$/)
  expect(first).toContain('株式会社 portal')
  const machine = await trial.run(['token', 'list', '--owner-kind', 'contact', '--status', 'active,expired', '--json'])
  for (const token of JSON.parse(machine.output)) expect(token).toMatchObject({ owner: { kind: 'contact' } })
})

test('every token comes once with --all, and --limit cuts with a remark', async () => {
  const all = await trial.run(['token', 'list', '--all', '--json'])
  const ids = all.output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).id)
  expect(new Set(ids).size).toBe(ids.length)
  const cut = await trial.run(['token', 'list', '--limit', '2'])
  expect(cut.output.trim().split('\n')).toHaveLength(3)
  expect(cut.errors).toContain('--all')
})

test('a wrong option, a wrong value and an unknown command are wrong usage', async () => {
  for (const argv of [
    ['token', 'list', '--stat', 'active'],
    ['token', 'list', '--status', 'gone'],
    ['token', 'list', '--sort', 'size'],
    ['token', 'list', '--limit', '0'],
    ['token', 'list', '--limit', '5', '--all'],
    ['token', 'list', '--owner', 'someone'],
    ['token', 'shred'],
    ['audit', 'list', '--subject', 'TKN'],
  ]) {
    const { code, output, errors } = await trial.run(argv)
    expect({ argv, code, output }).toEqual({ argv, code: EXIT_CODES.wrongUsage.code, output: '' })
    expect(errors).toMatch(/^token-desk: INVALID_INPUT.*\n$/)
  }
})

test('help tells the examples and the exit codes, without a sign-in', async () => {
  const { code, output } = await trial.run(['verify', '--help'])
  expect(code).toBe(0)
  for (const { code: exit, meaning } of Object.values(EXIT_CODES))
    expect(output).toContain(`  ${String(exit).padEnd(4)} ${meaning}`)
  expect(output).toContain('$ token-desk verify')
})

test('a wrong password and a missing user are refused alike', async () => {
  const wrong = await trial.run(['audit', 'list', '--json'], {
    environment: { TOKEN_DESK_PASSWORD_FILE: '', TOKEN_DESK_USER: 'anna-b' },
    ask: async () => 'not the password',
  })
  expect(wrong.code).toBe(EXIT_CODES.refused.code)
  expect(JSON.parse(wrong.errors)).toMatchObject({ error: { code: 'NOT_SIGNED_IN' } })
})

test('the terminal is asked for the password where no file is named, and nothing asks where there is none', async () => {
  const questions: string[] = []
  const environment = { TOKEN_DESK_PASSWORD_FILE: '' }
  const asked = await trial.run(['token', 'list'], {
    environment,
    ask: async (question) => {
      questions.push(question)
      return PASSWORD
    },
  })
  expect({ code: asked.code, questions }).toEqual({ code: 0, questions: ['Password of anna: '] })
  const mute = await trial.run(['token', 'list'], { environment })
  expect(mute.code).toBe(EXIT_CODES.refused.code)
  expect(mute.errors).toContain('TOKEN_DESK_PASSWORD_FILE')
})

test('a store that is open elsewhere is said to be in use', async () => {
  const desk = await openDesk({ folder: trial.folder })
  try {
    const { code, errors } = await trial.run(['token', 'list', '--json'])
    expect(code).toBe(EXIT_CODES.refused.code)
    expect(JSON.parse(errors)).toMatchObject({ error: { code: 'STORE_UNREACHABLE', reason: 'in-use' } })
  } finally {
    await desk.close()
  }
})

test('where there is no store, none is made', async () => {
  const { code, errors } = await trial.run(['token', 'list', '--data-dir', `${trial.folder}/nothing-here`])
  expect(code).toBe(EXIT_CODES.refused.code)
  expect(errors).toContain('There is no store in')
})

test('an interruption ends in good order: signed out, the store given up', async () => {
  const interruption = new AbortController()
  interruption.abort(new Error('Interrupted.'))
  const { code } = await trial.run(['token', 'list', '--all'], { interrupted: interruption.signal })
  expect(code).toBe(EXIT_CODES.interrupted.code)
  expect((await trial.run(['audit', 'list', '--action', 'session.signed-out'])).code).toBe(0)
})
