import { afterAll, beforeAll, describe, onTestFinished, vi } from 'vitest'
import { openPostgresStore } from '../store/postgres.ts'
import { type PostgresServer, startPostgresServer } from '../store/testing/postgres-server.ts'
import { silentLog, testClock, testRandom } from '../store/testing/store-fixture.ts'
import { describeCopying } from '../testing/copying.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

describe('into PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgresServer()
  })
  afterAll(() => server.stop())

  describeCopying(async () => {
    const url = await server.newDatabase()
    const store = await openPostgresStore({ url, clock: testClock(), random: testRandom, log: silentLog })
    onTestFinished(() => store.close())
    return store
  })
})
