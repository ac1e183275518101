import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts'
import type { Reply } from '../../src-shared/errors.ts'
import type { ServiceDesk } from '../desk.ts'
import { openDesk } from '../open-desk.ts'
import { callAs } from '../testing/call-as.ts'
import { quickPasswords } from '../testing/quick-passwords.ts'

const PASSWORD = 'brown bread and butter'

let now: number
let desk: ServiceDesk
beforeEach(async () => {
  now = Date.parse('2026-11-21T11:00:00.000Z')
  desk = await openDesk({ folder: temporaryFolder(), clock: { now: () => now }, passwords: quickPasswords })
  await callAs(desk, null)('sessions.createAdministrator', {
    fullName: 'Anna Adminová',
    username: 'anna',
    password: PASSWORD,
  })
})
afterEach(() => desk.close())

const signIn = (username: string, address: string | null, password = 'not the right password') =>
  desk.call({
    name: 'sessions.signIn',
    input: { username, password },
    session: null,
    origin: { address, client: null },
  })

/** How long the answer says to wait, in seconds; `no` where it does not. */
const waitIn = (reply: Reply) =>
  reply.ok || reply.error.code !== 'TOO_MANY_ATTEMPTS' ? 'no' : Math.ceil((reply.error.retryAfterMs ?? 0) / 1000)

async function fail(times: number, address: string): Promise<void> {
  // A name each, so that no name has to wait.
  for (let time = 0; time < times; time += 1) await signIn(`nobody-${now}-${time}`, address)
}

test('after twenty failures an address waits, whoever it tries, longer each time, and others do not', async () => {
  await fail(20, '192.0.2.7')
  expect(waitIn(await signIn('anna', '192.0.2.7', PASSWORD))).toBe(30)
  expect(waitIn(await signIn('anna', '192.0.2.8', PASSWORD))).toBe('no')
  now += 30_000
  await fail(1, '192.0.2.7')
  expect(waitIn(await signIn('anna', '192.0.2.7', PASSWORD))).toBe(60)
  now += 60_000
  expect(waitIn(await signIn('anna', '192.0.2.7', PASSWORD))).toBe('no')
  // A success of somebody who may sign in does not take the count of the address away.
  await fail(1, '192.0.2.7')
  expect(waitIn(await signIn('anna', '192.0.2.7'))).toBe(120)
  now += 15 * 60_000
  await fail(19, '192.0.2.7')
  expect(waitIn(await signIn('anna', '192.0.2.7', PASSWORD))).toBe('no')
})

test('of an IPv6 address the network counts, however it is written; the doors of the machine itself count no address', async () => {
  const written = ['2001:db8:1:2::1', '2001:DB8:1:2:ffff::', '2001:0db8:0001:0002:0:0:0:9', '2001:db8:1:2:3:4:5:6']
  for (const address of written) await fail(5, address)
  expect(waitIn(await signIn('anna', '2001:db8:1:2::77', PASSWORD))).toBe(30)
  expect(waitIn(await signIn('anna', '2001:db8:1:3::77', PASSWORD))).toBe('no')
  for (let time = 0; time < 40; time += 1) await signIn(`nobody-${time}`, null)
  expect(waitIn(await signIn('anna', null, PASSWORD))).toBe('no')
})

test('who has to wait at an address leaves no trace in the store', async () => {
  await fail(20, '192.0.2.7')
  const { value: anna } = (await signIn('anna', null, PASSWORD)) as { value: { secret: string } }
  const count = async () => (await callAs(desk, anna.secret)('audit.count', {})).count
  const before = await count()
  for (let time = 0; time < 20; time += 1) await signIn('anna', '192.0.2.7', PASSWORD)
  expect(await count()).toBe(before)
})
