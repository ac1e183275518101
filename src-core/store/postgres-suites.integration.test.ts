import { afterAll, describe, onTestFinished, vi } from 'vitest'
import type { Clock } from '../ports.ts'
import { sharedPostgres, stopSharedPostgres } from '../testing/shared-postgres.ts'
import { connectPostgres } from './postgres/connections.ts'
import { openPostgresStore } from './postgres.ts'
import { type OpenStore, silentLog, testClock, testRandom } from './testing/store-fixture.ts'
import { auditTrail } from './testing/suites/audit.ts'
import { people } from './testing/suites/people.ts'
import { tokenLists } from './testing/suites/token-list.ts'
import { tokens } from './testing/suites/tokens.ts'

// What the SQLite store is held to beside its repositories, PostgreSQL is held to as well.

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
afterAll(stopSharedPostgres)

const openAt = (url: string, clock: Clock = testClock()) =>
  openPostgresStore({ url, clock, random: testRandom, log: silentLog })

const open: OpenStore = async (options = {}) => {
  const url = await (await sharedPostgres()).newDatabase()
  const store = await openAt(url, options.clock)
  onTestFinished(() => store.close())
  return { store }
}

describe('people in PostgreSQL', () => people(open))
describe('tokens in PostgreSQL', () => tokens(open))
describe('the audit trail in PostgreSQL', () => auditTrail(open))
describe('lists of tokens in PostgreSQL', () =>
  tokenLists(async () => {
    const url = await (await sharedPostgres()).newDatabase()
    // Makes the tables.
    await (await openAt(url)).close()
    const { database, close } = connectPostgres({ url, log: silentLog })
    return { writer: database, reader: database, close }
  }))
