import { expect, test } from 'vitest'
import { deskCalls } from '../../src-shared/contract/index.ts'
import { copyStore } from '../copying/copy-store.ts'
import type { Desk } from '../desk.ts'
import { deskOver } from '../open-desk.ts'
import { COPIED_TABLES } from '../store/repositories/copy-repository.ts'
import type { Store } from '../store/store.ts'
import { digestOf, openTestStore, silentLog, testClock, testRandom } from '../store/testing/store-fixture.ts'
import { memoryKeyRing } from './memory-key-ring.ts'
import { quickPasswords } from './quick-passwords.ts'

const ADA = { username: 'ada', password: 'seven grey herons over Brno' }

/** What a copy guarantees, into whichever store it goes. */
export function describeCopying(openTarget: () => Promise<Store>): void {
  test('DC-3 · a copy holds the same people, tokens, last accesses and settings, and the same audit trail', async () => {
    const { store: source, token, secret } = await filledStore()
    const target = await openTarget()
    const seen: number[] = []
    const { outcome, counts } = await copyStore(source, target, { onProgress: (rows, of) => seen.push(rows / of) })
    expect(outcome).toBe('copied')
    expect(counts.tokens).toBeGreaterThan(10)
    expect(seen.at(-1)).toBe(1)
    expect(await everythingIn(target)).toEqual(await everythingIn(source))
    expect(await target.findByDigest(digestOf(secret))).toMatchObject({ id: token, state: 'active' })
  })

  test('DC-3 · copied twice, nothing changes; copied again later, what came since is brought', async () => {
    const { store: source, desk, session } = await filledStore()
    const target = await openTarget()
    await copyStore(source, target)
    const before = await everythingIn(target)
    expect(await copyStore(source, target)).toMatchObject({ outcome: 'same', counts: { tokens: 0, audit: 0 } })
    expect(await everythingIn(target)).toEqual(before)

    await change(desk, session, 'Added since')
    expect(await copyStore(source, target, { preview: true })).toMatchObject({
      outcome: 'copied',
      counts: { audit: 1 },
    })
    expect(await everythingIn(target)).toEqual(before)
    expect(await copyStore(source, target)).toMatchObject({ outcome: 'copied', counts: { audit: 1 } })
    expect(await everythingIn(target)).toEqual(await everythingIn(source))
  })

  test('DC-3 · people sign in to the copy, work goes on there under new numbers, and it is not overwritten', async () => {
    const { store: source, desk, session } = await filledStore()
    const target = await openTarget()
    await copyStore(source, target)
    const there = deskIn(target)
    const signedIn = await there.call({ name: 'sessions.signIn', input: ADA, session: null })
    if (!signedIn.ok) throw new Error(signedIn.error.message)
    const { secret } = deskCalls['sessions.signIn'].output.parse(signedIn.value)
    await change(there, secret, 'Added to the copy')
    const before = await everythingIn(target)

    expect(await copyStore(source, target)).toMatchObject({ outcome: 'ahead' })
    await change(desk, session, 'Added to the original')
    await change(desk, session, 'And another')
    await change(desk, session, 'And one more')
    await expect(copyStore(source, target)).rejects.toMatchObject({ code: 'CONFLICT', reason: 'other-store' })
    expect(await everythingIn(target)).toEqual(before)
  })

  test('a store with a trail of its own is not copied into', async () => {
    const { store: source } = await filledStore()
    const target = await openTarget()
    await administratorOf(deskIn(target))
    const before = await everythingIn(target)
    await expect(copyStore(source, target)).rejects.toMatchObject({ code: 'CONFLICT', reason: 'other-store' })
    expect(await everythingIn(target)).toEqual(before)
  })

  test('a copy that is stopped leaves nothing behind', async () => {
    const { store: source } = await filledStore()
    const target = await openTarget()
    const before = await everythingIn(target)
    const stop = new AbortController()
    const copying = copyStore(source, target, { signal: stop.signal, onProgress: () => stop.abort() })
    await expect(copying).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await everythingIn(target)).toEqual(before)
  })
}

function deskIn(store: Store): Desk {
  return deskOver(store, {
    clock: testClock(),
    random: testRandom,
    log: silentLog,
    passwords: quickPasswords,
    keyRing: memoryKeyRing(),
  })
}

/** A store with an administrator, sample data, and one token whose secret is known. */
export async function filledStore() {
  const { store } = await openTestStore()
  const desk = deskIn(store)
  const session = await administratorOf(desk, true)
  const contacts = await ask(desk, session, 'contacts.list', {})
  const owner = { kind: 'contact', id: deskCalls['contacts.list'].output.parse(contacts).rows[0]?.id }
  const issued = deskCalls['tokens.issue'].output.parse(
    await ask(desk, session, 'tokens.issue', {
      owner,
      name: 'Known',
      modules: ['order-status'],
      expiration: { choice: '30-days' },
      timeZone: 'UTC',
    }),
  )
  return { store, desk, session, token: issued.token.id, secret: Buffer.from(issued.secret).toString('latin1') }
}

async function administratorOf(desk: Desk, sampleData = false): Promise<string> {
  const input = { ...ADA, fullName: 'Ada Lovelace', sampleData }
  return deskCalls['sessions.createAdministrator'].output.parse(
    await ask(desk, null, 'sessions.createAdministrator', input),
  ).secret
}

const change = (desk: Desk, session: string, name: string) => ask(desk, session, 'customers.create', { name })

async function ask(desk: Desk, session: string | null, name: string, input: unknown): Promise<unknown> {
  const reply = await desk.call({ name, input, session })
  if (!reply.ok) throw new Error(`${name}: ${JSON.stringify(reply.error)}`)
  return reply.value
}

/** Every row that a copy brings, as text. */
export async function everythingIn(store: Store): Promise<Readonly<Record<string, readonly string[]>>> {
  return store.read(async ({ copying }) => {
    const found: Record<string, string[]> = {}
    for (const table of COPIED_TABLES) {
      const { rows } = await copying.page(table, null, 1_000_000)
      found[table] = rows.map((row) =>
        JSON.stringify(
          Object.entries(row).map(([name, value]) => [name, value instanceof Uint8Array ? [...value] : value]),
        ),
      )
    }
    return found
  })
}
