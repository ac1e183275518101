import fc from 'fast-check'
import { expect, test } from 'vitest'
import { language as languageSchema } from '../../../../src-shared/schemas/common.ts'
import type { Contact, Customer, User } from '../../../../src-shared/schemas/people.ts'
import { fold, searchWords } from '../../fold.ts'
import type { ListPage, Store } from '../../store.ts'
import { keyOfName } from '../key-of-name.ts'
import { createOwners, DAY_MS, digestOf, NOON, newToken, type OpenStore, person, testClock } from '../store-fixture.ts'

/** People, sessions, attempts and the policy, as every store keeps them. */
export function people(open: OpenStore): void {
  test('DC-4 · a user comes back as it was given, with its tokens counted', async () => {
    const { store } = await open()
    const { user, userOwner } = await store.change((repositories) => createOwners(repositories))
    await store.change(async ({ tokens }) => {
      const states = ['active', 'disabled', 'removed', 'deleted'] as const
      for (const state of states) {
        const token = await tokens.create(newToken(userOwner, state), NOON)
        if (state !== 'active') await tokens.setState(token.id, 1, state, NOON)
      }
    })
    expect(await store.read(({ users }) => users.get(user.id))).toEqual({
      id: user.id,
      kind: 'person',
      username: 'Ada',
      fullName: 'Ada Lovelace',
      email: null,
      preferredLanguage: 'en',
      role: 'administrator',
      employedFrom: null,
      employedUntil: null,
      employmentEndsAt: null,
      active: true,
      hasPassword: false,
      tokenCount: 2,
      createdAt: new Date(NOON).toISOString(),
      version: 1,
    })
  })

  test('a username is taken whatever its case and Unicode form, and the field says so', async () => {
    const { store } = await open()
    await store.change(({ users }) => users.create(person('Adá'), NOON))
    for (const username of ['adá', 'ADÁ', 'ada\u0301'])
      await expect(store.change(({ users }) => users.create(person(username), NOON))).rejects.toMatchObject({
        code: 'CONFLICT',
        fields: { username: { rule: 'taken' } },
      })
    expect(await store.read(({ users }) => users.findByUsername('aDÁ'))).toMatchObject({ user: { username: 'Adá' } })
  })

  test('a change from an older version is refused and changes nothing', async () => {
    const { store } = await open()
    const { user, customer, contact } = await store.change((repositories) => createOwners(repositories))
    const stale = { code: 'CONFLICT', message: expect.stringContaining('Somebody else changed this meanwhile') }
    const newName = { ...person('Ada'), fullName: 'Ada King' }
    expect(await store.change(({ users }) => users.update(user.id, 1, newName))).toMatchObject({
      version: 2,
      fullName: 'Ada King',
    })
    await expect(store.change(({ users }) => users.update(user.id, 1, newName))).rejects.toMatchObject(stale)
    await expect(store.change(({ users }) => users.setActive(user.id, 1, false))).rejects.toMatchObject(stale)
    expect(await store.change(({ users }) => users.setActive(user.id, 2, false))).toMatchObject({
      version: 3,
      active: false,
    })
    await store.change(({ customers }) => customers.update(customer.id, 1, { name: 'Acme Ltd', reference: null }))
    await expect(store.change(({ customers }) => customers.setActive(customer.id, 1, false))).rejects.toMatchObject(
      stale,
    )
    await store.change(({ contacts }) => contacts.setActive(contact.id, 1, false))
    await expect(store.change(({ contacts }) => contacts.setActive(contact.id, 1, true))).rejects.toMatchObject(stale)
    await expect(store.change(({ users }) => users.setActive('USR-0000-0000', 1, true))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('renaming a person or a customer is found by the new name at once, and no longer by the old one', async () => {
    const { store } = await open()
    const { contact, customer, contactOwner } = await store.change((repositories) => createOwners(repositories))
    await store.change(({ tokens }) => tokens.create(newToken(contactOwner, 'x'), NOON))
    const tokens = async (search: string) =>
      (
        await store.read((all) =>
          all.tokens.list({ search, limit: 9, sort: { by: 'name', direction: 'ascending' } }, 'all', NOON),
        )
      ).rows.length
    const contacts = async (search: string) =>
      (
        await store.read((all) =>
          all.contacts.list({ search, limit: 9, sort: { by: 'customer', direction: 'ascending' } }),
        )
      ).rows.length
    expect([await tokens('zofie'), await contacts('acme')]).toEqual([1, 1])
    await store.change(async (all) => {
      await all.contacts.update(contact.id, 1, {
        customerId: customer.id,
        fullName: 'Zuzana',
        email: null,
        phone: null,
        jobTitle: null,
      })
      await all.customers.update(customer.id, 1, { name: 'Globex', reference: null })
    })
    expect([await tokens('zofie'), await tokens('zuzana'), await contacts('acme'), await contacts('globex')]).toEqual([
      0, 1, 0, 1,
    ])
  })

  test('a name that only gets its accent moves to where the language has it, in each list', async () => {
    const { store } = await open()
    const [before, after] = ['Cap', 'Čap']
    const rest = { email: null, phone: null, jobTitle: null }
    const named = await store.change(async (all) => {
      const { userOwner } = await createOwners(all)
      for (const name of ['Cizek', before]) {
        const customer = await all.customers.create({ name, reference: null }, NOON)
        const contact = await all.contacts.create({ customerId: customer.id, fullName: name, ...rest }, NOON)
        const user = await all.users.create(person(name), NOON)
        const token = await all.tokens.create(newToken(userOwner, name, { name }), NOON)
        if (name === before) return { customer, contact, user, token }
      }
      throw new Error('The last one was made.')
    })
    await store.change(async (all) => {
      const { customer, contact, user, token } = named
      await all.contacts.update(contact.id, 1, { customerId: customer.id, fullName: after, ...rest })
      await all.customers.update(customer.id, 1, { name: after, reference: null })
      await all.users.update(user.id, 1, person(before, { fullName: after }))
      await all.tokens.update(token.id, 1, { name: after, description: null, modules: [], logo: undefined })
    })
    for (const [language, order] of [
      ['cs', ['Cizek', after]],
      ['en', [after, 'Cizek']],
    ] as const) {
      const by = <By extends string>(column: By) =>
        ({ sort: { by: column, direction: 'ascending' }, search: undefined, limit: 9, language }) as const
      const lists = await store.read(async (all) => [
        (await all.customers.list(by('name'))).rows.map(({ name }) => name),
        (await all.contacts.list(by('fullName'))).rows.map(({ fullName }) => fullName),
        (await all.contacts.list(by('customer'))).rows.map(({ customer }) => customer.name),
        (await all.users.list(by('fullName'))).rows.map(({ fullName }) => fullName),
        (await all.tokens.list(by('name'), 'all', NOON)).rows.map(({ name }) => name),
      ])
      const ofThese = (names: string[]) => names.filter((name) => (order as readonly string[]).includes(name))
      for (const names of lists) expect(ofThese(names)).toEqual(order)
    }
  })

  test('O4-8 · a user who becomes technical keeps its tokens, as tokens of a technical user', async () => {
    const { store } = await open()
    const { user, userOwner } = await store.change((repositories) => createOwners(repositories))
    await store.change(async ({ tokens, users }) => {
      await tokens.create(newToken(userOwner, 'secret'), NOON)
      await users.update(user.id, 1, { ...person('Ada', { role: null }), kind: 'technical' })
    })
    expect(await store.findByDigest(digestOf('secret'))).toMatchObject({ ownerKind: 'technical-user' })
  })

  test('sessions are found by digest until they end, with their user', async () => {
    const { store } = await open()
    const { user } = await store.change((repositories) => createOwners(repositories))
    const find = (secret: string) => store.read(({ sessions }) => sessions.find(digestOf(secret)))
    const session = await store.change(async ({ sessions }) => {
      await sessions.create({ digest: digestOf('two'), userId: user.id, expiresAt: NOON + 9 }, NOON)
      return sessions.create({ digest: digestOf('one'), userId: user.id, expiresAt: NOON + 9 }, NOON)
    })
    expect(await find('one')).toEqual({ session, user: expect.objectContaining({ id: user.id }), idleMinutes: 15 })
    await store.change(async ({ sessions }) => {
      await sessions.touch(session.id, NOON + 1)
      await sessions.lock(session.id, NOON + 2)
    })
    expect((await find('one'))?.session).toEqual({ ...session, lastSeenAt: NOON + 1, lockedAt: NOON + 2 })
    await store.change(({ sessions }) => sessions.end(session.id, NOON + 3))
    expect([await find('one'), (await find('two'))?.user.id]).toEqual([undefined, user.id])
    await store.change(({ sessions }) => sessions.endAllOf(user.id, NOON + 4))
    expect(await find('two')).toBeUndefined()
  })

  test('a session is found as it was until the change that ends it is durable, and not any more from then on', async () => {
    const { store } = await open()
    const { user } = await store.change((repositories) => createOwners(repositories))
    const find = async () => (await store.findSession(digestOf('one')))?.session.id
    const { id } = await store.change(({ sessions }) =>
      sessions.create({ digest: digestOf('one'), userId: user.id, expiresAt: NOON + 9 }, NOON),
    )
    const undone = store.change(async ({ sessions }) => {
      await sessions.end(id, NOON + 1)
      expect([await sessions.find(digestOf('one')), await find()]).toEqual([undefined, id])
      throw new Error('no')
    })
    await expect(undone).rejects.toThrow('no')
    expect(await find()).toBe(id)
    await store.change(({ sessions }) => sessions.end(id, NOON + 1))
    expect(await find()).toBeUndefined()
  })

  test('failed sign-ins are counted by key until they are cleared', async () => {
    const { store } = await open()
    const key = digestOf('no such user')
    await store.change(async ({ attempts }) => {
      await attempts.record(key, 1, NOON, null)
      await attempts.record(key, 2, NOON + 5, null)
    })
    expect(await store.read(({ attempts }) => attempts.get(key))).toEqual({ failures: 2, lastAt: NOON + 5 })
    await store.change(({ attempts }) => attempts.clear(key))
    expect(await store.read(({ attempts }) => attempts.get(key))).toBeUndefined()
  })

  test('a count that is added to begins anew when its time is over, and then it is forgotten, unlike a user’s', async () => {
    const clock = testClock()
    const { store } = await open({ clock })
    const [address, user] = [digestOf('address'), digestOf('user')]
    const failures = async (key: Uint8Array) => (await store.read(({ attempts }) => attempts.get(key)))?.failures
    for (const at of [0, 5, 15, 30])
      await store.change(({ attempts }) => attempts.add(address, NOON + at, NOON + at + 10))
    expect(await failures(address)).toBe(1)
    await store.change(({ attempts }) => attempts.add(address, NOON + 31, NOON + 41))
    await store.change(({ attempts }) => attempts.record(user, 7, NOON, null))
    expect(await failures(address)).toBe(2)
    clock.set(NOON + DAY_MS)
    // Asking is what begins the housekeeping, which goes on behind.
    await expect.poll(() => failures(address)).toBeUndefined()
    expect(await failures(user)).toBe(7)
  })

  test('sessions of a user are listed while they are open, the latest first, with where they were begun', async () => {
    const { store } = await open()
    const { user } = await store.change((repositories) => createOwners(repositories))
    const begin = (secret: string, expiresAt: number, place = {}) =>
      store.change(({ sessions }) =>
        sessions.create({ digest: digestOf(secret), userId: user.id, expiresAt, ...place }, NOON),
      )
    const first = await begin('1', NOON + 9, { address: '192.0.2.7', client: 'Token Desk 1' })
    await begin('2', NOON + 2)
    const ended = await begin('3', NOON + 9)
    const last = await begin('4', NOON + 9)
    await store.change(({ sessions }) => sessions.end(ended.id, NOON + 1))
    const listed = await store.read(({ sessions }) => sessions.openOf(user.id, NOON + 2))
    expect(listed.map(({ id, address, client }) => ({ id, address, client }))).toEqual([
      { id: last.id, address: null, client: null },
      { id: first.id, address: '192.0.2.7', client: 'Token Desk 1' },
    ])
  })

  test('the policy is kept by version', async () => {
    const { store } = await open()
    const policy = await store.read(({ settings }) => settings.policy())
    const changed = await store.change(({ settings }) => settings.updatePolicy({ ...policy, idleMinutes: 5 }))
    expect(changed).toEqual({ ...policy, idleMinutes: 5, version: 2 })
    await expect(store.change(({ settings }) => settings.updatePolicy(policy))).rejects.toMatchObject({
      code: 'CONFLICT',
    })
  })

  test('a read sees one state, and does not wait for a change under way', async () => {
    const { store } = await open()
    await store.change(({ users }) => users.create(person('Ada'), NOON))
    const { promise: written, resolve: isWritten } = Promise.withResolvers<void>()
    const { promise: mayFinish, resolve: finish } = Promise.withResolvers<void>()
    const change = store.change(async ({ users }) => {
      await users.create(person('Bea'), NOON)
      isWritten()
      await mayFinish
    })
    await written
    const counts = await store.read(async ({ users }) => {
      const before = await users.count({})
      finish()
      await change
      return [before.count, (await users.count({})).count]
    })
    expect(counts).toEqual([1, 1])
    expect(await store.read(({ users }) => users.count({}))).toEqual({ count: 2, exact: true })
  })

  const NAMES = [
    'Žofie Nová',
    'zofie nova',
    'Ada',
    'Al Bo',
    'Al',
    'ŁUKASZ',
    '50% off',
    'a_b',
    'İpek',
    '陳大文',
    'Ada',
    'Chalupa',
    'Čapek',
    'Cyril',
    'Hus',
    'Işık',
    'Illek',
  ]
  const SEARCHES = [
    undefined,
    '',
    'zof',
    'NOVÁ zof',
    'al',
    'al b',
    'a',
    'c',
    'lukasz',
    '%',
    '0% o',
    '_',
    'ipek',
    '陳',
    '陳大文',
    'acm',
    'example',
    '"',
    "'; drop",
    'OR',
    'ada nova',
  ]
  const directions = fc.constantFrom('ascending' as const, 'descending' as const)
  const limit = fc.integer({ min: 1, max: 5 })
  const active = fc.constantFrom(undefined, true, false)

  async function everything(): Promise<{ store: Store; users: User[]; customers: Customer[]; contacts: Contact[] }> {
    const { store } = await open()
    return store.change(async (all) => {
      const users: User[] = []
      const customers: Customer[] = []
      const contacts: Contact[] = []
      for (const [index, name] of NAMES.entries()) {
        const kind = index % 3 === 0 ? ('technical' as const) : ('person' as const)
        const roles = ['administrator', 'support', 'member'] as const
        const role = kind === 'technical' ? null : (roles[index % 2] ?? null)
        const email = index % 2 ? `u${index}@example.com` : null
        const employedFrom = index % 5 < 2 ? '2026-02-01' : null
        const employedUntil = index % 3 < 2 ? '2026-03-31' : null
        const values = { fullName: name, email, employedFrom, employedUntil }
        const user = await all.users.create({ ...person(`login${index}`, values), kind, role }, NOON)
        users.push(index % 4 ? user : await all.users.setActive(user.id, 1, false))
        const customer = await all.customers.create(
          { name: index % 2 ? name : 'Acme', reference: index % 3 ? `R-${index}` : null },
          NOON,
        )
        customers.push(index % 5 ? customer : await all.customers.setActive(customer.id, 1, false))
      }
      for (const [index, name] of [...NAMES, ...NAMES].entries()) {
        const customer = customers[index % 4]!
        const values = {
          customerId: customer.id,
          fullName: name,
          email: index % 2 ? `c${index}@example.org` : null,
          phone: null,
          jobTitle: null,
        }
        const contact = await all.contacts.create(values, NOON)
        contacts.push(index % 3 ? contact : await all.contacts.setActive(contact.id, 1, false))
      }
      return { store, users, customers, contacts }
    })
  }

  test('lists of people: any filter, search and sort, page by page, gives what a look at everybody gives', async () => {
    const { store, users, customers, contacts } = await everything()
    const search = fc.constantFrom(...SEARCHES)
    const asked = fc.record({
      search,
      active,
      direction: directions,
      limit,
      language: fc.constantFrom(...languageSchema.options),
    })

    await fc.assert(
      fc.asyncProperty(
        asked,
        fc.constantFrom('fullName' as const, 'username' as const, 'createdAt' as const),
        fc.constantFrom(undefined, 'person' as const, 'technical' as const),
        fc.constantFrom(undefined, 'administrator' as const, 'support' as const),
        fc.constantFrom(undefined, '2026-01-31', '2026-02-01', '2026-03-31', '2026-04-01'),
        async ({ direction, language, ...query }, by, kind, role, employedOn) => {
          const filter = { search: query.search, active: query.active, kind, role, employedOn }
          const expected = sorted(
            users.filter(
              (user) =>
                (query.active ?? user.active) === user.active &&
                (kind ?? user.kind) === user.kind &&
                (role ?? user.role) === user.role &&
                (employedOn === undefined ||
                  ((user.employedFrom ?? employedOn) <= employedOn &&
                    employedOn <= (user.employedUntil ?? employedOn))) &&
                found(query.search, user.fullName, [user.username, user.email]),
            ),
            (user) =>
              ({ fullName: keyOfName(user.fullName, language, query.search), username: user.username, createdAt: '' })[
                by
              ],
            direction,
          )
          const pages = (cursor: string | undefined) =>
            store.read((all) =>
              all.users.list({ ...filter, cursor, limit: query.limit, sort: { by, direction }, language }),
            )
          expect(await allPages(pages)).toEqual(expected)
          expect(await store.read((all) => all.users.count(filter))).toEqual({ count: expected.length, exact: true })
        },
      ),
      { numRuns: 200 },
    )

    await fc.assert(
      fc.asyncProperty(
        asked,
        fc.constantFrom('name' as const, 'createdAt' as const),
        async ({ direction, language, ...query }, by) => {
          const filter = { search: query.search, active: query.active }
          const counted = customers.map((customer) => ({
            ...customer,
            contactCount: contacts.filter((contact) => contact.customer.id === customer.id).length,
          }))
          const expected = sorted(
            counted.filter(
              (each) =>
                (query.active ?? each.active) === each.active && found(query.search, each.name, [each.reference]),
            ),
            (each) => (by === 'name' ? keyOfName(each.name, language, query.search) : ''),
            direction,
          )
          const pages = (cursor: string | undefined) =>
            store.read((all) =>
              all.customers.list({ ...filter, cursor, limit: query.limit, sort: { by, direction }, language }),
            )
          expect(await allPages(pages)).toEqual(expected)
          expect(await store.read((all) => all.customers.count(filter))).toEqual({
            count: expected.length,
            exact: true,
          })
        },
      ),
      { numRuns: 80 },
    )

    await fc.assert(
      fc.asyncProperty(
        asked,
        fc.constantFrom('fullName' as const, 'customer' as const, 'createdAt' as const),
        fc.option(fc.nat({ max: 5 }), { nil: undefined }),
        async ({ direction, language, ...query }, by, place) => {
          const customerId = place === undefined ? undefined : customers[place]?.id
          const filter = { search: query.search, active: query.active, customerId }
          const expected = sorted(
            contacts.filter(
              (each) =>
                (query.active ?? each.active) === each.active &&
                (customerId ?? each.customer.id) === each.customer.id &&
                found(query.search, each.fullName, [each.email, each.customer.name]),
            ),
            (each) =>
              ({
                fullName: keyOfName(each.fullName, language, query.search),
                customer: keyOfName(each.customer.name, language, query.search),
                createdAt: '',
              })[by],
            direction,
          )
          const pages = (cursor: string | undefined) =>
            store.read((all) =>
              all.contacts.list({ ...filter, cursor, limit: query.limit, sort: { by, direction }, language }),
            )
          expect(await allPages(pages)).toEqual(expected)
          expect(await store.read((all) => all.contacts.count(filter))).toEqual({ count: expected.length, exact: true })
        },
      ),
      { numRuns: 120 },
    )
  })
}

async function allPages<Row>(page: (cursor: string | undefined) => Promise<ListPage<Row>>): Promise<Row[]> {
  const rows: Row[] = []
  let cursor: string | undefined
  do {
    const next = await page(cursor)
    expect(next.order).toBe('as-asked')
    rows.push(...next.rows)
    cursor = next.nextCursor ?? undefined
  } while (cursor !== undefined)
  return rows
}

/** Every word somewhere, or, of short words only, the start of the name. */
function found(search: string | undefined, name: string, others: readonly (string | null)[]): boolean {
  const words = searchWords(search ?? '')
  if (words.every((word) => [...word].length < 3)) return fold(name).startsWith(fold(search ?? ''))
  return words.every((word) => [name, ...others].some((text) => fold(text ?? '').includes(word)))
}

/** Ties are in the order of creation, which is the order of the given rows. */
function sorted<Row>(rows: readonly Row[], key: (row: Row) => string, direction: 'ascending' | 'descending'): Row[] {
  const order = rows.map((row, place) => ({ row, place, bytes: Buffer.from(key(row)) }))
  order.sort((a, b) => a.bytes.compare(b.bytes) || a.place - b.place)
  if (direction === 'descending') order.reverse()
  return order.map(({ row }) => row)
}
