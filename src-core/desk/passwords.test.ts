import { hash } from '@node-rs/argon2'
import { expect, test, vi } from 'vitest'
import { argonPasswords } from './passwords.ts'

// Hashing is slow on purpose, and slower still on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 })

const passwords = argonPasswords()
const PASSWORD = 'brown bread and butter'

test('a password is kept as argon2id with 64 MiB, 3 passes and 4 lanes, a 16-byte salt and a 32-byte tag', async () => {
  const kept = await passwords.hash(PASSWORD)
  expect(kept).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=4\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(await passwords.hash(PASSWORD)).not.toBe(kept)
  expect(await passwords.verify(kept, PASSWORD)).toBe(true)
  expect(await passwords.verify(kept, `${PASSWORD} `)).toBe(false)
  expect(passwords.isOutdated(kept)).toBe(false)
})

test('the same characters open it, however a keyboard composes them', async () => {
  const kept = await passwords.hash('žluťoučký kůň'.normalize('NFC'))
  expect(await passwords.verify(kept, 'žluťoučký kůň'.normalize('NFD'))).toBe(true)
})

test('a hash made with weaker parameters still opens, and is outdated', async () => {
  const weak = await hash(PASSWORD, { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 })
  expect(await passwords.verify(weak, PASSWORD)).toBe(true)
  expect(passwords.isOutdated(weak)).toBe(true)
})

test('where there is no hash, checking does the same work and says no', async () => {
  const kept = await passwords.hash(PASSWORD)
  const [known, unknown] = [await processorTimeOf(kept), await processorTimeOf(null)]
  // Of the same parameters; an answer without the work would take next to nothing.
  expect(unknown / known).toBeGreaterThan(0.25)
  expect(unknown / known).toBeLessThan(4)
})

/** What five checks of a wrong password take of the processor, which a machine busy with other things does not change. */
async function processorTimeOf(passwordHash: string | null): Promise<number> {
  const before = process.cpuUsage()
  for (let round = 0; round < 5; round += 1)
    expect(await passwords.verify(passwordHash, 'something else entirely')).toBe(false)
  const { user, system } = process.cpuUsage(before)
  return user + system
}
