import { afterAll, describe, vi } from 'vitest'
import { announcements } from './testing/behaviour/announcements.ts'
import { auditTrail } from './testing/behaviour/audit.ts'
import { backups } from './testing/behaviour/backups.ts'
import { castOf } from './testing/behaviour/cast.ts'
import { checkpoints } from './testing/behaviour/checkpoints.ts'
import { employment } from './testing/behaviour/employment.ts'
import { installation } from './testing/behaviour/installation.ts'
import { keptValues } from './testing/behaviour/kept-values.ts'
import { modules } from './testing/behaviour/modules.ts'
import { overview } from './testing/behaviour/overview.ts'
import { people } from './testing/behaviour/people.ts'
import { permissions } from './testing/behaviour/permissions.ts'
import { policy } from './testing/behaviour/policy.ts'
import { profile } from './testing/behaviour/profile.ts'
import { resourceServers } from './testing/behaviour/resource-servers.ts'
import { sessions } from './testing/behaviour/sessions.ts'
import { store } from './testing/behaviour/store.ts'
import { tokenBulk } from './testing/behaviour/token-bulk.ts'
import { tokenLife } from './testing/behaviour/token-life.ts'
import { tokens } from './testing/behaviour/tokens.ts'
import { whatIsAsked } from './testing/behaviour/what-is-asked.ts'
import { withdrawals } from './testing/behaviour/withdrawals.ts'
import { waysIn } from './testing/desk-trial.ts'
import { stopSharedPostgres } from './testing/shared-postgres.ts'

// One behaviour, whichever way in. A new way joins `waysIn`; a new promise joins the file of its subject.

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })
afterAll(stopSharedPostgres)

describe.each(waysIn)('the desk, asked %s', (way) => {
  const cast = castOf(way)
  describe('what is asked', () => whatIsAsked(cast))
  describe('people', () => people(cast))
  describe('profile', () => profile(cast))
  describe('tokens', () => tokens(cast))
  describe('the life of a token', () => tokenLife(cast))
  describe('bulk changes of tokens', () => tokenBulk(cast))
  describe('policy', () => policy(cast))
  describe('installation', () => installation(cast))
  describe('the overview', () => overview(cast))
  describe('kept values', () => keptValues(cast))
  describe('modules', () => modules(cast))
  describe('resource servers', () => resourceServers(cast))
  describe('the store', () => store(cast))
  describe('backups', () => backups(cast, way))
  describe('the audit trail', () => auditTrail(cast))
  describe('checkpoints', () => checkpoints(cast))
  describe('permissions matrix', () => permissions(cast))
  describe('announcements', () => announcements(cast, way))
})

describe.each(waysIn)('sessions, asked %s', (way) => sessions(way))

describe.each(waysIn)('withdrawals and rotation, asked %s', (way) => withdrawals(castOf(way)))

describe.each(waysIn)('employment, asked %s', (way) => employment(way))
