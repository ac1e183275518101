import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts'
import type { Reply } from '../../src-shared/errors.ts'
import type { ServiceDesk } from '../desk.ts'
import { openDesk } from '../open-desk.ts'
import { quickPasswords } from '../testing/quick-passwords.ts'

const ANNA = { fullName: 'Anna Adminová', username: 'anna', password: 'brown bread and butter' }

let now: number
let folder: string
let desk: ServiceDesk
const open = () => openDesk({ folder, clock: { now: () => now }, passwords: quickPasswords, firstRun: 'with-code' })
beforeEach(async () => {
  now = Date.parse('2026-11-21T11:00:00.000Z')
  folder = temporaryFolder()
  desk = await open()
})
afterEach(() => desk.close())

const create = (setupCode: string | undefined): Promise<Reply> =>
  desk.call({
    name: 'sessions.createAdministrator',
    input: setupCode === undefined ? ANNA : { ...ANNA, setupCode },
    session: null,
    origin: { address: '192.0.2.7' },
  })
const codeOf = (reply: Reply) => (reply.ok ? 'ok' : reply.error.code)
const newCode = async () => Buffer.from((await desk.makeSetupCode()) ?? []).toString('latin1')

test('over the service the first administrator needs the code that was printed, and only the first one', async () => {
  const state = await desk.call({ name: 'sessions.state', input: {}, session: null })
  expect(state).toMatchObject({ value: { store: 'empty', setupCodeNeeded: true } })
  expect(codeOf(await create(undefined))).toBe('INVALID_INPUT')
  const code = await newCode()
  expect(code).toMatch(/^([0-9A-Z]{5}-){4}[0-9A-Z]{5}$/)
  expect(await create('7Q4K9-M2XAB-7Q4K9-M2XAB-7Q4K9')).toMatchObject({
    error: { code: 'INVALID_INPUT', fields: { setupCode: { rule: 'wrongSetupCode' } } },
  })
  // As somebody types what was read to them.
  expect(codeOf(await create(code.toLowerCase().replaceAll('-', ' ')))).toBe('ok')
  expect(codeOf(await create(code))).toBe('CONFLICT')
  expect(await desk.makeSetupCode()).toBeNull()
})

test('codes of several starts are good, for a week', async () => {
  const [first, second] = [await newCode(), await newCode()]
  await desk.close()
  desk = await open()
  const third = await newCode()
  now += 7 * 24 * 60 * 60_000
  for (const code of [first, second, third]) expect(codeOf(await create(code))).toBe('INVALID_INPUT')
  now -= 1
  expect(codeOf(await create(first))).toBe('ok')
})

test('wrong codes count as failed attempts of their address', async () => {
  const code = await newCode()
  for (let time = 0; time < 20; time += 1) expect(codeOf(await create('wrong'))).toBe('INVALID_INPUT')
  expect(codeOf(await create(code))).toBe('TOO_MANY_ATTEMPTS')
  now += 30_000
  expect(codeOf(await create(code))).toBe('ok')
})
