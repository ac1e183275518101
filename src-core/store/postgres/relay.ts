import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import pg from 'pg'
import type { Log } from '../../ports.ts'
import { storeProblem } from '../driver-errors.ts'
import type { StoreSchema } from '../schema.ts'
import type { Announcements } from '../store.ts'
import { KEEP_ALIVE_AFTER_MS } from './connections.ts'

/** How instances that share a database tell each other what they have changed: by NOTIFY, with the change itself. */
export interface PostgresRelay {
  /** Announcements of this transaction: the others hear of them once it is durable, and not at all if it fails. */
  within(transaction: Kysely<StoreSchema>): Announcements
  /** Hears what others have changed; `everything` after the connection was lost, because nobody knows what was missed. */
  onChanged(listener: (names: readonly string[] | 'everything') => void): void
  /** The name of this instance, made anew with each start. */
  readonly self: string
  /** Tells the others something else, at once. The words hold no spaces. */
  send(what: string, ...words: readonly string[]): Promise<void>
  /** Hears what others, and this one itself, have told. */
  onSent(what: string, listener: (...words: [string, ...string[]]) => void): void
  close(): Promise<void>
}

export interface PostgresRelayOptions {
  readonly url: string
  readonly database: Kysely<StoreSchema>
  readonly log: Log
}

/** Connects when somebody begins to listen, and again whenever the connection is lost. */
export function postgresRelay({ url, database, log }: PostgresRelayOptions): PostgresRelay {
  const self = randomUUID()
  const listeners = new Set<(names: readonly string[] | 'everything') => void>()
  const hearers = new Map<string, (...words: [string, ...string[]]) => void>()
  let client: pg.Client | undefined
  let retry: NodeJS.Timeout | undefined
  let failures = 0
  let missed = false
  let closed = false

  const tell = (names: readonly string[] | 'everything'): void => {
    for (const listener of listeners) listener(names)
  }

  async function notify(through: Kysely<StoreSchema>, words: readonly string[]): Promise<void> {
    await sql`select pg_notify(${CHANNEL}, ${[self, ...words].join(' ')})`.execute(through)
  }

  async function connect(): Promise<void> {
    const connecting = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
      application_name: 'token-desk-relay',
    })
    client = connecting
    connecting.on('error', (error) => lose(connecting, error))
    connecting.on('end', () => lose(connecting, undefined))
    connecting.on('notification', ({ payload = '' }) => {
      const [from, ...names] = payload.split(' ')
      const [first = '', word = '', ...words] = names
      if (first.startsWith('!')) hearers.get(first.slice(1))?.(word, ...words)
      else if (from !== self) tell(names)
    })
    try {
      await connecting.connect()
      await connecting.query(`listen ${CHANNEL}`)
    } catch (error) {
      return lose(connecting, error)
    }
    failures = 0
    if (missed) tell('everything')
    missed = false
  }

  function lose(lost: pg.Client, error: unknown): void {
    if (closed || client !== lost) return
    client = undefined
    missed = true
    lost.end().catch(() => {})
    log.warn('What other instances change is not heard of for now.', { problem: storeProblem(error) ?? 'unreachable' })
    retry = setTimeout(() => void connect(), Math.min(LONGEST_RETRY_MS, 500 * 2 ** failures)).unref()
    failures += 1
  }

  return {
    self,
    send: (what, ...words) => notify(database, [`!${what}`, ...words]),
    onSent: (what, listener) => void hearers.set(what, listener),
    within: (transaction) => ({
      publish: (names) => notify(transaction, names),
      sessionOver: ({ session, renewedAs }) =>
        notify(transaction, ['!session', session, ...(renewedAs === null ? [] : [renewedAs])]),
    }),
    onChanged(listener) {
      listeners.add(listener)
      if (client === undefined && retry === undefined) void connect()
    },
    async close() {
      closed = true
      clearTimeout(retry)
      await client?.end().catch(() => {})
    },
  }
}

/** One for each database, so that stores of one server do not hear each other. */
const CHANNEL = 'token_desk_changes'
const CONNECT_TIMEOUT_MS = 10_000
const LONGEST_RETRY_MS = 15_000
