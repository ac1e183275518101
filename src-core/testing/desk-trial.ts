import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLocalDesk } from '../../src-main/store/local.ts'
import { processTimers } from '../../src-main/timers.ts'
import { serveHttps } from '../../src-server/testing/serve-https.ts'
import type { Call } from '../../src-shared/contract/calls.ts'
import type { DeskEvent } from '../../src-shared/contract/events.ts'
import type { DeskCalls } from '../../src-shared/contract/index.ts'
import type { Operator } from '../../src-shared/contract/sessions.ts'
import type { Desk } from '../desk.ts'
import { openDesk } from '../open-desk.ts'
import type { KeyRing, Log } from '../ports.ts'
import { remoteDesk } from '../remote/remote-desk.ts'
import { callAs } from './call-as.ts'
import { fileClock, type SetClock } from './file-clock.ts'
import { type MemoryKeyRing, memoryKeyRing } from './memory-key-ring.ts'
import { quickBackups } from './quick-backups.ts'
import { quickPasswords } from './quick-passwords.ts'
import { sharedPostgres } from './shared-postgres.ts'

/** Every way in to the desk. What holds for one holds for all. */
export const waysIn = ['in this process', 'in a worker thread', 'over HTTPS', 'with PostgreSQL'] as const
export type WayIn = (typeof waysIn)[number]

/** Noon in Prague on a Saturday. */
export const TRIAL_START = Date.parse('2026-11-21T11:00:00.000Z')
export const TIME_ZONE = 'Europe/Prague'
export const PASSWORD = 'brown bread and butter'

/** A person who is signed in, and the desk as that person sees it. */
export interface SignedIn {
  readonly operator: Operator
  readonly session: string
  readonly call: Call<DeskCalls>
}

/** A desk of its own, in a folder or a database of its own, with a clock that only the test moves. */
export interface DeskTrial {
  readonly folder: string
  /** Where the store says that it is. */
  readonly storePath: string
  readonly clock: SetClock
  /** The keychain of the machine that the desk runs on. */
  readonly keyRing: MemoryKeyRing
  /** What was logged as a bug. Expected to stay empty. */
  readonly bugs: readonly unknown[]
  /** What was announced so far, where this way in announces. */
  readonly events: readonly DeskEvent[]
  /** The desk as it is now; another one after `restart`. */
  desk(): Desk
  /** The desk as the holder of this session sees it; null is somebody who is not signed in. */
  as(session: string | null): Call<DeskCalls>
  /** Makes the first administrator, `anna`, and signs in. */
  firstRun(): Promise<SignedIn>
  signIn(username: string, password?: string): Promise<SignedIn>
  /** Closes the desk and opens it again on the same store. */
  restart(): Promise<void>
  dispose(): Promise<void>
}

export async function deskTrial(way: WayIn = 'in this process'): Promise<DeskTrial> {
  const folder = mkdtempSync(join(tmpdir(), 'token-desk-trial-'))
  const clock = fileClock(folder)
  clock.set(TRIAL_START)
  const keyRing = memoryKeyRing()
  const bugs: unknown[] = []
  const events: DeskEvent[] = []
  const log: Log = { info: () => {}, warn: () => {}, error: (_message, error) => void bugs.push(error) }
  const database = way === 'with PostgreSQL' ? await (await sharedPostgres()).newDatabase() : undefined
  const open = async (): Promise<Desk> => {
    const desk = await OPEN[way]({ folder, database, clock, keyRing, log })
    desk.listen((event) => events.push(event))
    return desk
  }
  let desk = await open()
  const as = (session: string | null): Call<DeskCalls> =>
    callAs({ ...desk, call: (request) => desk.call(request) }, session)
  const started = ({ secret, operator }: { secret: string; operator: Operator }): SignedIn => ({
    operator,
    session: secret,
    call: as(secret),
  })
  return {
    folder,
    storePath: database?.replace('postgres:trial@', '') ?? join(folder, 'token-desk.sqlite'),
    clock,
    keyRing,
    bugs,
    events,
    desk: () => desk,
    as,
    firstRun: async () =>
      started(
        await as(null)('sessions.createAdministrator', {
          fullName: 'Anna Adminová',
          username: 'anna',
          email: 'anna@example.com',
          password: PASSWORD,
        }),
      ),
    signIn: async (username, password = PASSWORD) => started(await as(null)('sessions.signIn', { username, password })),
    async restart() {
      await desk.close()
      desk = await open()
    },
    async dispose() {
      await desk.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Surroundings {
  readonly folder: string
  /** Where there is one, the store is there. */
  readonly database: string | undefined
  readonly clock: SetClock
  readonly keyRing: KeyRing
  readonly log: Log
}

const OPEN: Readonly<Record<WayIn, (surroundings: Surroundings) => Promise<Desk>>> = {
  'in this process': ({ folder, clock, keyRing, log }) =>
    openDesk({ folder, clock, keyRing, log, passwords: quickPasswords, backups: quickBackups(folder) }),
  'with PostgreSQL': ({ clock, keyRing, log, database = '' }) =>
    openDesk({ database, clock, keyRing, log, passwords: quickPasswords }),
  'in a worker thread': (surroundings) =>
    openLocalDesk({
      ...surroundings,
      version: '0.0.0-test',
      timers: processTimers,
      workerUrl: new URL('./desk-worker.ts', import.meta.url),
      onRestarted: () => surroundings.log.error('The worker was restarted.', new Error('restarted')),
      onFailed: (error) => surroundings.log.error('The worker failed.', error),
    }),
  'over HTTPS': async ({ folder, clock, keyRing, log }) => {
    const desk = await openDesk({ folder, clock, keyRing, log, passwords: quickPasswords })
    const service = await serveHttps(desk, { log })
    const remote = remoteDesk({
      origin: service.origin,
      version: '0.0.0-test',
      trust: { authority: service.tls.authority },
    })
    return {
      ...remote,
      async close() {
        await remote.close()
        await service.stop()
        await desk.close()
      },
    }
  },
}
