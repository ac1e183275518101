import { randomFillSync } from 'node:crypto'
import { existsSync } from 'node:fs'
import { changedNames, type DeskEvent } from '../src-shared/contract/events.ts'
import { gateCalls } from '../src-shared/contract/gate.ts'
import { deskCalls } from '../src-shared/contract/index.ts'
import { DeskError, type Reply } from '../src-shared/errors.ts'
import { type BackupPlace, deskBackups } from './backup/desk-backups.ts'
import { type BackupPlan, scheduledBackups } from './backup/scheduled-backups.ts'
import type { ReachService } from './copying/receiving-service.ts'
import { planFromSettings } from './desk/backups.ts'
import { type CheckpointServices, createCheckpoints } from './desk/checkpoints.ts'
import { type FirstRun, firstRunWithCode, openFirstRun } from './desk/first-run.ts'
import { gateHandlers } from './desk/gate.ts'
import { createImports } from './desk/imports.ts'
import { deskHandlers } from './desk/index.ts'
import { createJobs } from './desk/jobs.ts'
import { argonPasswords, type Passwords } from './desk/passwords.ts'
import { receiveStore } from './desk/receive-store.ts'
import { sessionGuard } from './desk/session-guard.ts'
import { createTokenBulk } from './desk/token-bulk.ts'
import type { DeskRequest, ServiceDesk } from './desk.ts'
import { dispatch } from './dispatch.ts'
import { noKeyRing } from './key-ring/no-key-ring.ts'
import { passingOn } from './passed-calls.ts'
import type { Clock, KeyRing, Log, Random } from './ports.ts'
import { signingWith } from './signing-key.ts'
import { storeFiles } from './store/sqlite/store-files.ts'
import { openSqliteStore } from './store/sqlite.ts'
import type { SessionMessage, Store } from './store/store.ts'

/**
 * Where the store is: a data folder, absolute, made if it is not there; or a PostgreSQL database, by its address
 * `postgres://user@host:port/database`.
 */
export type StorePlace = { readonly folder: string } | { readonly database: string }

export type DeskOptions = StorePlace & {
  /** How the first administrator is made: by whoever opens the store, or by whoever has the code that is printed. */
  readonly firstRun?: 'open' | 'with-code'
  /** The system's clock unless given. */
  readonly clock?: Clock
  /** The system's cryptographic source unless given. */
  readonly random?: Random
  /** Nothing is logged unless given. */
  readonly log?: Log
  /** argon2id unless given. */
  readonly passwords?: Passwords
  /** No value of a token can be kept unless given. */
  readonly keyRing?: KeyRing
  /** Where the key lies that checkpoints of the audit trail are signed with, if not in the key ring. */
  readonly checkpointKeyRing?: KeyRing | undefined
  /** Makes checkpoints by itself, as whoever has the store open for long does; else only where somebody asks. */
  readonly keepsCheckpoints?: boolean
  /** Hears of the latest checkpoint. */
  readonly onCheckpoint?: CheckpointServices['onMade']
  /** Where the thread that checks a store is, if not where it was written. */
  readonly checkThreadUrl?: URL | undefined
  /** How a service is reached that the store is to be copied to. It cannot be copied from here unless given. */
  readonly reachService?: ReachService
  /** None are made unless given. */
  readonly backups?: BackupOptions
}

/** How the desk makes backups of its store. */
export interface BackupOptions extends Omit<BackupPlace, 'source'> {
  /** `in-settings` where operators make them and decide on the schedule; else what whoever runs the service has decided. */
  readonly plan: 'in-settings' | BackupPlan
}

/**
 * Opens the store in its place and the desk over it.
 *
 * @throws {DeskError} STORE_UNREACHABLE, STORE_CORRUPT or STORE_TOO_NEW where the store cannot be opened.
 */
export async function openDesk(options: DeskOptions): Promise<ServiceDesk> {
  const { clock = SYSTEM_CLOCK, random = SYSTEM_RANDOM, log = NO_LOG } = options
  const { passwords = argonPasswords(), keyRing = noKeyRing } = options
  const store = await openStore(options, { clock, random, log, checkThreadUrl: options.checkThreadUrl })
  const firstRun = options.firstRun === 'with-code' ? firstRunWithCode : openFirstRun
  const { reachService = null, checkpointKeyRing, keepsCheckpoints, onCheckpoint } = options
  const services = { clock, random, log, passwords, keyRing, firstRun, reachService }
  const source = 'folder' in options ? { folder: options.folder } : { database: options.database }
  const backups = options.backups && { ...options.backups, source }
  return deskOver(store, { ...services, checkpointKeyRing, keepsCheckpoints, onCheckpoint, backups })
}

/**
 * Opens the store in its place alone, for what is done to it as a whole.
 *
 * @throws {DeskError} as `openDesk`.
 */
export async function openStore(
  place: StorePlace,
  { clock = SYSTEM_CLOCK, random = SYSTEM_RANDOM, log = NO_LOG, checkThreadUrl }: Partial<StoreServices> = {},
): Promise<Store> {
  if ('folder' in place) return openSqliteStore({ folder: place.folder, clock, random, log, checkThreadUrl })
  // A workstation with a store of its own never needs it.
  const { openPostgresStore } = await import('./store/postgres.ts')
  return openPostgresStore({ url: place.database, clock, random, log })
}

type StoreServices = Pick<DeskServices, 'clock' | 'random' | 'log'> & { readonly checkThreadUrl: URL | undefined }

/** Whether a folder holds a store, good or not. Opens nothing. */
export function storeExists(folder: string): boolean {
  return existsSync(storeFiles(folder).store)
}

interface DeskServices {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly passwords: Passwords
  readonly keyRing: KeyRing
  readonly firstRun?: FirstRun
  readonly reachService?: ReachService | null
  readonly checkpointKeyRing?: KeyRing | undefined
  readonly keepsCheckpoints?: boolean | undefined
  readonly onCheckpoint?: CheckpointServices['onMade']
  readonly backups?: (BackupOptions & BackupPlace) | undefined
}

/** The desk over an open store, which closes with it. */
export function deskOver(
  store: Store,
  {
    clock,
    random,
    log,
    passwords,
    keyRing,
    firstRun = openFirstRun,
    reachService = null,
    checkpointKeyRing = keyRing,
    keepsCheckpoints = false,
    onCheckpoint = () => {},
    backups,
  }: DeskServices,
): ServiceDesk {
  const listeners = new Set<(event: DeskEvent) => void>()
  const announce = (event: DeskEvent): void => {
    for (const listener of listeners) tell(listener, event, log)
  }
  store.onChangedElsewhere((names) => {
    for (const name of changedNames) if (names === 'everything' || names.includes(name)) announce({ name })
  })
  const sessions = sessionGuard({ store, clock, log, announce })
  const jobs = createJobs({ clock, random, log, announce })
  const imports = createImports({ jobs, random })
  const bulk = createTokenBulk({ jobs, clock, random })
  const checkpoints = createCheckpoints({
    store,
    signing: signingWith(checkpointKeyRing, log),
    clock,
    log,
    onMade: onCheckpoint,
  })
  const onSessionOver = ({ session, renewedAs }: SessionMessage): void => {
    for (const open of [imports.open, ...bulk.open])
      if (renewedAs === null) open.endSession(session)
      else open.renewSession(session, renewedAs)
  }
  store.instances?.onSessionOver(onSessionOver)
  const maker = backups && deskBackups(backups, { store, clock, checkpoint: () => checkpoints.make(), log })
  const schedule =
    maker &&
    scheduledBackups({
      store,
      backups: maker,
      clock,
      log,
      plan: async () => (backups.plan === 'in-settings' ? planFromSettings(store, keyRing) : backups.plan),
      onMade: () => announce({ name: 'audit.changed' }),
    })
  // Whoever runs a service has decided. On a workstation a start has better to do.
  if (backups !== undefined && backups.plan !== 'in-settings') void schedule?.look()
  const parts = {
    backups: backups?.plan === 'in-settings' && maker !== undefined ? maker : null,
    store,
    passwords,
    firstRun,
    keyRing,
    jobs,
    imports,
    bulk,
    checkpoints,
    onSessionOver,
    reachService,
  }
  const handlers = deskHandlers(parts)
  const gate = gateHandlers({ store, passwords })
  const noteRecords = (count: number): void => {
    if (keepsCheckpoints) checkpoints.noteRecords(count)
  }
  const services = { store, sessions, clock, random, keyRing, log, announce, noteRecords }
  const callHere = async (request: DeskRequest): Promise<Reply> => {
    const reply = await dispatch(deskCalls, handlers, request, services)
    if (keepsCheckpoints && request.name === 'sessions.signOut') checkpoints.makeSoon()
    return reply
  }
  if (keepsCheckpoints) checkpoints.makeSoon()
  const call = store.instances === null ? callHere : passingOn(store.instances, callHere, log)
  const underWay = new Set<Promise<unknown>>()
  let closing: Promise<void> | undefined

  async function close(): Promise<void> {
    await Promise.all([jobs.close(), schedule?.close()])
    await Promise.allSettled(underWay)
    for (const open of [imports.open, ...bulk.open]) open.close()
    await sessions.flush()
    await checkpoints.close()
    await store.close()
    listeners.clear()
  }

  async function answered(begin: () => Promise<Reply>): Promise<Reply> {
    if (closing !== undefined) return { ok: false, error: { code: 'CANCELLED', message: 'Token Desk is closing.' } }
    const answer = begin()
    underWay.add(answer)
    return answer.finally(() => underWay.delete(answer))
  }

  return {
    call: (request) => answered(() => call(request)),
    askGate: (request) => answered(() => dispatch(gateCalls, gate, { ...request, session: null }, services)),
    makeSetupCode: () => firstRun.makeCode(store, { clock, random }),
    receiveStore: ({ lines, origin }) =>
      answered(async () => {
        try {
          await receiveStore(lines, origin, { store, firstRun, clock })
        } catch (error) {
          if (error instanceof DeskError) return { ok: false, error: error.toFailure() }
          log.error('A copy of a store could not be taken.', error)
          return { ok: false, error: { code: 'INTERNAL', message: 'Something went wrong. The log has the details.' } }
        }
        log.info('A copy of a store was taken.')
        for (const name of changedNames) announce({ name })
        return { ok: true, value: {} }
      }),
    listen(listener) {
      // Wrapped, so that the same function can listen twice and stop once.
      const heard = (event: DeskEvent): void => listener(event)
      listeners.add(heard)
      return () => void listeners.delete(heard)
    },
    close() {
      closing ??= close()
      return closing
    },
  }
}

const SYSTEM_CLOCK: Clock = { now: () => Date.now() }
// Filled in place: of what secrets are made no second copy stays in memory, where nobody could zero it.
const SYSTEM_RANDOM: Random = { bytes: (count) => randomFillSync(new Uint8Array(count)) }
const NO_LOG: Log = { info: () => {}, warn: () => {}, error: () => {} }

/** A listener that fails must not fail the call that it hears about. */
function tell(listener: (event: DeskEvent) => void, event: DeskEvent, log: Log): void {
  try {
    listener(event)
  } catch (error) {
    log.error('A listener of the desk failed.', error)
  }
}
