import { setTimeout } from 'node:timers/promises'
import { openDesk, type StorePlace } from '../src-core/open-desk.ts'
import { deskCalls } from '../src-shared/contract/index.ts'
import { brokenTrail, type Checkpoint, findings } from './checks.ts'
import type { Choices } from './choices.ts'
import { type Credentials, type FaultsClient, faultsClient } from './client.ts'
import type { Journal } from './journal.ts'
import { type Rows, readRows } from './rows.ts'
import type { Subject } from './subject.ts'

/** A subject with clients that work with it, and all that they were answered. */
export interface Trial {
  readonly subject: Subject
  readonly journal: Journal
  acknowledged(): number
  /** Lets the clients work, until `end` is called: resolves when each has its last answer. */
  work(): Work
  /** Holds the store against the journal; the operations that were left open are asked for again, once they were looked up. */
  check(): Promise<{ readonly problems: readonly string[]; readonly openWhole: number; readonly openAbsent: number }>
  rows(): Promise<Rows>
}

export interface Work {
  /** Resolves once so many more operations were acknowledged, or nobody is at work any more. */
  acknowledged(count: number): Promise<void>
  /** Resolves once so many more were asked for in vain, or `withinMs` is over. */
  inVain(count: number, withinMs: number): Promise<void>
  end(): Promise<void>
}

const CLIENTS = 3
/** Who gets no answer asks again a little later, as programs do. */
const PAUSE_MS = 40
export const OPERATOR: Credentials = { username: 'anna', password: 'brown bread and butter' }

/** Makes the store with its administrator and the machine that tokens are for, and starts the subject on it. */
export async function startTrial(subject: Subject, choices: Choices, scratchFolder: string): Promise<Trial> {
  const owner = { kind: 'technical-user', id: await fillStore(subject.place) } as const
  await subject.start()
  const journal: Journal = { entries: [], wrong: [] }
  const listeners = new Set<() => void>()
  let acknowledged = 0
  let inVain = 0
  let checkpoint: Checkpoint | undefined
  let number = 0
  const tell = () => {
    for (const listener of listeners) listener()
  }
  const clients: FaultsClient[] = Array.from({ length: CLIENTS }, (_, index) =>
    faultsClient({
      subject,
      journal,
      choices: choices.split(),
      credentials: OPERATOR,
      owner,
      changesPolicy: index === 0,
      nextNumber: () => (number += 1),
      onAcknowledged: () => {
        acknowledged += 1
        tell()
      },
    }),
  )

  function until(isReached: () => boolean, withinMs = LONGEST_WAIT_MS): Promise<void> {
    return new Promise((resolve) => {
      const timer = globalThis.setTimeout(done, withinMs)
      const look = () => isReached() && done()
      function done(): void {
        clearTimeout(timer)
        listeners.delete(look)
        resolve()
      }
      listeners.add(look)
      look()
    })
  }

  function work(): Work {
    let isOver = false
    let working = clients.length
    const loop = async (client: FaultsClient): Promise<void> => {
      while (!isOver) {
        if (await client.step()) continue
        inVain += 1
        tell()
        await setTimeout(PAUSE_MS)
      }
    }
    const ended = Promise.all(
      clients.map((client) =>
        loop(client).finally(() => {
          working -= 1
          tell()
        }),
      ),
    )
    // Whoever waits for the end hears of it.
    ended.catch(() => {})
    return {
      acknowledged: (count) => {
        const goal = acknowledged + count
        return until(() => acknowledged >= goal || working === 0)
      },
      inVain: (count, withinMs) => {
        const goal = inVain + count
        return until(() => inVain >= goal || working === 0, withinMs)
      },
      async end() {
        isOver = true
        await ended
      },
    }
  }

  async function check() {
    const problems: string[] = []
    const asItIs = await readRows(subject.place)
    const first = findings(asItIs, journal.entries)
    problems.push(...first.problems)
    if (first.openWhole + first.openAbsent > 0) {
      for (const client of clients) await client.repeatOpen()
      problems.push(...findings(await readRows(subject.place), journal.entries).problems)
    }
    const broken = brokenTrail(asItIs.trail, checkpoint, scratchFolder)
    if (broken !== null) problems.push(broken)
    const last = asItIs.trail.at(-1)
    if (broken === null && last !== undefined) checkpoint = { sequence: last.sequence, hash: last.hash, at: last.at }
    problems.push(...journal.wrong.splice(0))
    return { problems: [...new Set(problems)], openWhole: first.openWhole, openAbsent: first.openAbsent }
  }

  return { subject, journal, acknowledged: () => acknowledged, work, check, rows: () => readRows(subject.place) }
}

const LONGEST_WAIT_MS = 30_000

async function fillStore(place: StorePlace): Promise<`USR-${string}`> {
  const desk = await openDesk(place)
  try {
    const begin = await desk.call({
      name: 'sessions.createAdministrator',
      input: { ...OPERATOR, fullName: 'Anna Adminová' },
      session: null,
    })
    if (!begin.ok) throw new Error(begin.error.message)
    const { secret } = deskCalls['sessions.createAdministrator'].output.parse(begin.value)
    const input = { kind: 'technical', username: 'warehouse', fullName: 'Warehouse robot' }
    const made = await desk.call({ name: 'users.create', input, session: secret })
    if (!made.ok) throw new Error(made.error.message)
    return deskCalls['users.create'].output.parse(made.value).id
  } finally {
    await desk.close()
  }
}
