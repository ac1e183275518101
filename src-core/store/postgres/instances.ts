import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { letterBox, sealLetter } from '../../domain/sealed-letter.ts'
import type { Clock, Log } from '../../ports.ts'
import { refusal, storeProblem } from '../driver-errors.ts'
import type { StoreSchema } from '../schema.ts'
import type { Instances, SessionMessage } from '../store.ts'
import type { PostgresRelay } from './relay.ts'

export interface PostgresInstancesOptions {
  readonly database: Kysely<StoreSchema>
  readonly relay: PostgresRelay
  readonly clock: Clock
  readonly log: Log
}

/**
 * The instances that share a database, and which of them works on what. Calls are passed on in rows that only the two
 * ends can read, and announced by NOTIFY; where that is lost, the heartbeat finds them. Who has not been seen for 20 s by
 * the database's own clock is lost, and its work with it.
 */
export function postgresInstances({ database, relay, clock, log }: PostgresInstancesOptions): Instances & {
  close(): Promise<void>
} {
  const { self } = relay
  const box = letterBox()
  const here = new Set<string>()
  const wakes = new Map<string, () => void>()
  const underWay = new Set<Promise<unknown>>()
  let answer: ((text: string) => Promise<string>) | undefined
  let timer: NodeJS.Timeout | undefined
  let registered: Promise<void> | undefined

  const beat = async (): Promise<void> => {
    await sql`insert into instances (id, address, seen_at) values (${self}, ${box.address}, ${NOW})
      on conflict (id) do update set seen_at = excluded.seen_at`.execute(database)
    await sql`delete from instances where seen_at < ${NOW} - ${FORGOTTEN_MS}::bigint`.execute(database)
  }

  const behind = (work: () => Promise<void>): void => {
    const working = work()
      .catch((error: unknown) =>
        log.warn('Other instances could not be answered.', { problem: storeProblem(error) ?? 'unknown' }),
      )
      .finally(() => underWay.delete(working))
    underWay.add(working)
  }

  async function takeLetters(): Promise<void> {
    const { rows } = await sql<{ id: string; sealed: Uint8Array }>`update passed_calls set taken = 1 where id in (
      select id from passed_calls where recipient = ${self} and taken = 0 for update skip locked
    ) returning id, sealed`.execute(database)
    for (const { id, sealed } of rows) behind(() => answerLetter(id, sealed))
  }

  async function answerLetter(id: string, sealed: Uint8Array): Promise<void> {
    const letter = box.open(sealed)
    if (letter === undefined || answer === undefined) return
    const sealedAnswer = letter.answer(await answer(letter.text))
    await sql`update passed_calls set answer = ${sealedAnswer} where id = ${id}`.execute(database)
    await relay.send('answer', id)
  }

  relay.onSent('call', (recipient) => {
    if (recipient === self) behind(takeLetters)
  })
  relay.onSent('answer', (id) => wakes.get(id)?.())

  return {
    serve(answerer) {
      answer = answerer
      registered = beat()
      registered.catch((error: unknown) =>
        log.warn('Other instances do not know of this one yet.', { problem: storeProblem(error) ?? 'unknown' }),
      )
      timer = setInterval(
        () =>
          behind(async () => {
            await beat()
            await takeLetters()
          }),
        HEARTBEAT_MS,
      ).unref()
    },

    async claim(ids, kind) {
      await registered
      for (const id of ids) {
        here.add(id)
        // The database knows the older ones, for a day.
        for (const oldest of here) {
          if (here.size <= MOST_REMEMBERED) break
          here.delete(oldest)
        }
        await sql`insert into instance_work (id, instance, job_kind, expires_at)
          values (${id}, ${self}, ${kind}, ${clock.now() + WORK_KNOWN_MS}) on conflict (id) do nothing`.execute(
          database,
        )
      }
    },

    async whereIs(id) {
      if (here.has(id)) return { is: 'here' }
      const { rows } = await sql<{
        instance: string
        job_kind: string | null
        address: Uint8Array | null
        alive: boolean | null
      }>`select w.instance, w.job_kind, i.address, i.seen_at > ${NOW} - ${LOST_AFTER_MS}::bigint as alive
        from instance_work w left join instances i on i.id = w.instance where w.id = ${id}`.execute(database)
      const [found] = rows
      if (found === undefined) return { is: 'unknown' }
      const { instance, address, alive, job_kind: jobKind } = found
      if (instance === self) return { is: 'here' }
      return alive === true && address !== null ? { is: 'elsewhere', instance, address } : { is: 'lost', jobKind }
    },

    async passOn({ instance, address }, text) {
      const id = randomUUID()
      const letter = sealLetter(text, address)
      await sql`insert into passed_calls (id, recipient, sealed, taken, expires_at)
        values (${id}, ${instance}, ${letter.sealed}, 0, ${clock.now() + LETTER_KEPT_MS})`.execute(database)
      await relay.send('call', instance)
      const until = performance.now() + ANSWERED_WITHIN_MS
      try {
        while (performance.now() < until) {
          const cancel = new AbortController()
          await Promise.race([
            new Promise<void>((resolve) => wakes.set(id, resolve)),
            wait(LOOK_EVERY_MS, undefined, { signal: cancel.signal }).catch(() => {}),
          ])
          cancel.abort()
          const { rows } = await sql<{ answer: Uint8Array }>`delete from passed_calls
            where id = ${id} and answer is not null returning answer`.execute(database)
          if (rows[0] !== undefined) return letter.openAnswer(rows[0].answer)
        }
      } finally {
        wakes.delete(id)
      }
      await sql`delete from passed_calls where id = ${id}`.execute(database)
      throw refusal('unreachable', { inDatabase: true })
    },

    onSessionOver: (listener: (message: SessionMessage) => void) =>
      relay.onSent('session', (session, renewedAs) => listener({ session, renewedAs: renewedAs ?? null })),

    async close() {
      clearInterval(timer)
      await Promise.all(underWay)
      // What was worked on here is lost from now on, and the others know at once.
      await registered?.then(() => sql`delete from instances where id = ${self}`.execute(database)).catch(() => {})
    },
  }
}

/** The one clock that all of them have. */
const NOW = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`
const HEARTBEAT_MS = 5_000
const LOST_AFTER_MS = 20_000
const FORGOTTEN_MS = 24 * 60 * 60_000
const WORK_KNOWN_MS = 24 * 60 * 60_000
const LETTER_KEPT_MS = 10 * 60_000
const MOST_REMEMBERED = 10_000
const ANSWERED_WITHIN_MS = 12_000
/** In case nobody hears that the answer is there. */
const LOOK_EVERY_MS = 500
