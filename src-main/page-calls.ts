import type { z } from 'zod'
import type { Log } from '../src-core/ports.ts'
import { timeZoneHere } from '../src-core/time-zone.ts'
import type { CallDefinition, InputOf, OutputOf } from '../src-shared/contract/calls.ts'
import { type PageCalls, pageCalls } from '../src-shared/contract/desktop.ts'
import { type DeskCalls, deskCalls } from '../src-shared/contract/index.ts'
import { DeskError, type Failure, invalidInput, problemsOf, type Reply } from '../src-shared/errors.ts'
import type { Policy } from '../src-shared/schemas/policy.ts'
import { auditHandlers } from './audit/audit-calls.ts'
import type { TrailExportOptions } from './audit/trail-export.ts'
import type { IdleLock } from './idle-lock.ts'
import { gone, type RevealBox, type RevealSubject } from './reveal/reveal-box.ts'
import type { SecretClipboard } from './reveal/secret-clipboard.ts'
import type { Shell, ShellWindow } from './shell/shell.ts'
import { type BackupCallOptions, backupHandlers } from './store/backup-calls.ts'
import type { Connection } from './store/connection.ts'
import type { Profiles } from './store/profiles.ts'
import { storeHandlers } from './store/store-calls.ts'

export interface PageCallOptions extends Omit<BackupCallOptions, 'dataFolder'> {
  readonly connection: Connection
  readonly profiles: Profiles
  onStoresChanged(): void
  readonly reveals: RevealBox
  readonly clipboard: SecretClipboard
  readonly idleLock: IdleLock
  /** What does not change while Token Desk runs. */
  readonly facts: Omit<OutputOf<PageCalls, 'desktop.info'>, 'problem' | 'timeZone'>
  readonly saveFile: Shell['saveFile']
  readonly onExportProgress: TrailExportOptions['onProgress']
  readonly setUnsaved: ShellWindow['setUnsaved']
  readonly log: Log
}

/** Answers one call of the page. Never rejects. */
export type Answer = (name: unknown, input: unknown) => Promise<Reply>

/**
 * The page's table (`src-shared/contract/desktop.ts`), answered: what only a desktop can do is done here, everything
 * else is the desk's, with its secrets taken out. Every answer passes the page's own schema, which names no secret but
 * the one of `reveal.show`.
 *
 * To add a call of the desktop: (1) a row in the contract's `pageCalls`; (2) the handler that the compiler now asks
 * for in `desktopHandlers`; (3) a test of what it guarantees. A call of the desk needs nothing here.
 */
export function createPageCalls(options: PageCallOptions): Answer {
  const { log } = options
  const handlers = desktopHandlers(options)
  const takers = secretTakers(options)

  async function carryOut(name: keyof PageCalls, input: unknown): Promise<Reply> {
    if (isDesktopCall(name)) {
      const handler = handlers[name] as (input: unknown) => Promise<unknown>
      return { ok: true, value: await handler(parseInput(pageCalls[name], input)) }
    }
    if (isSecretTaker(name)) return takers(name, input)
    if (ENDS_REVEALS.has(name)) {
      // At once, not after the desk has answered: a lock that waits for a busy store hides nothing.
      options.reveals.endAll()
      const [reply] = await Promise.all([options.connection.ask(name, input), options.clipboard.clear()])
      return reply
    }
    const reply = await options.connection.ask(name, input)
    // The operator is there also while a service is not.
    if (name === 'sessions.touch' && (reply.ok || reply.error.code === 'STORE_UNREACHABLE')) options.idleLock.touch()
    return reply
  }

  return async (name, input) => {
    if (!isPageCall(name)) return { ok: false, error: UNKNOWN_CALL }
    try {
      const reply = await carryOut(name, input)
      return reply.ok ? { ok: true, value: pageCalls[name].output.parse(reply.value) } : reply
    } catch (error) {
      if (error instanceof DeskError) return { ok: false, error: error.toFailure() }
      log.error(`The call ${name} failed.`, error)
      return { ok: false, error: INTERNAL }
    }
  }
}

type DesktopCall = Exclude<keyof PageCalls, keyof typeof deskCalls>
type DesktopHandlers = {
  readonly [N in DesktopCall]: (input: z.output<PageCalls[N]['input']>) => Promise<z.input<PageCalls[N]['output']>>
}

const ENDS_REVEALS: ReadonlySet<string> = new Set(['sessions.lock', 'sessions.signOut'])

const UNKNOWN_CALL: Failure = { code: 'UNKNOWN_CALL', message: 'There is no such call.' }
const INTERNAL: Failure = { code: 'INTERNAL', message: 'Something went wrong. The log has the details.' }

function isPageCall(name: unknown): name is keyof PageCalls {
  if (typeof name !== 'string' || !Object.hasOwn(pageCalls, name)) return false
  const call: CallDefinition = pageCalls[name as keyof PageCalls]
  return call.internal !== true
}

function isDesktopCall(name: keyof PageCalls): name is DesktopCall {
  return !Object.hasOwn(deskCalls, name)
}

function parseInput(call: CallDefinition, input: unknown): unknown {
  const parsed = call.input.safeParse(input)
  if (!parsed.success) throw invalidInput(problemsOf(parsed.error))
  return parsed.data
}

function desktopHandlers(options: PageCallOptions): DesktopHandlers {
  const { connection, reveals, clipboard, facts, saveFile, setUnsaved } = options
  return {
    ...storeHandlers({ ...options, version: facts.version }),
    ...auditHandlers({ connection, saveFile, onProgress: options.onExportProgress }),
    ...backupHandlers({ ...options, dataFolder: facts.dataFolder }),
    'reveal.show': ({ revealId }) => reveals.show(revealId),
    'reveal.copy': ({ revealId }) => reveals.copy(revealId),
    'reveal.close': async ({ revealId }) => {
      reveals.close(revealId)
      return {}
    },
    'tokens.showValue': ({ id }) =>
      withKeptValue(options, { id, how: 'shown' }, async (secret) => ({
        secret: Buffer.from(secret).toString('latin1'),
      })),
    'tokens.copyValue': async ({ id }) => {
      const { clipboardSeconds } = await policyOf(connection)
      return withKeptValue(options, { id, how: 'copied' }, (secret) => clipboard.copy(secret, clipboardSeconds * 1000))
    },
    'clipboard.state': async () => clipboard.state(),
    'clipboard.clear': () => clipboard.clear(),
    'clipboard.dismiss': async () => clipboard.dismiss(),
    'desktop.info': async () => ({
      ...facts,
      timeZone: timeZoneNow(),
      problem: await connection.problem(),
    }),
    'desktop.saveCalendar': async ({ words }) => {
      const reply = await connection.ask('overview.calendar', { timeZone: timeZoneNow(), words })
      if (!reply.ok) throw new DeskError(reply.error)
      const { file, events, more } = deskCalls['overview.calendar'].output.parse(reply.value)
      const path = await saveFile({ suggestedName: 'token-expirations.ics', bytes: Buffer.from(file, 'utf8') })
      return { path, events, more }
    },
    'desktop.setUnsaved': async ({ unsaved }) => {
      setUnsaved(unsaved)
      return {}
    },
    'desktop.retryStore': async () => ({ problem: await connection.retry() }),
  }
}

/** Asked anew each time: a travelling workstation changes it while Token Desk runs. */
function timeZoneNow(): string {
  return timeZoneHere(process.env)
}

/**
 * Has the desk give out a value that it keeps, which puts it on record, and zeroes it afterwards. Whatever hides secrets
 * meanwhile hides this one too.
 *
 * @throws {DeskError} what the desk refused with; REVEAL_GONE where secrets were hidden before it answered.
 */
async function withKeptValue<T>(
  { connection, reveals }: PageCallOptions,
  question: InputOf<typeof deskCalls, 'tokens.value'>,
  work: (secret: Uint8Array) => Promise<T>,
): Promise<T> {
  const endings = reveals.endings()
  const reply = await connection.ask('tokens.value', question)
  if (!reply.ok) throw new DeskError(reply.error)
  const { secret } = deskCalls['tokens.value'].output.parse(reply.value)
  try {
    if (!connection.isActive() || reveals.endings() !== endings) throw gone()
    return await work(secret)
  } finally {
    secret.fill(0)
  }
}

/** The calls whose answer holds a new secret: it stays here, and the page gets the id of its reveal. */
const SECRET_TAKERS = [
  'tokens.issue',
  'tokens.rotate',
  'users.issueSetupCode',
  'resourceServers.create',
  'resourceServers.renewSecret',
] as const
type SecretTaker = (typeof SECRET_TAKERS)[number]

function isSecretTaker(name: keyof PageCalls): name is SecretTaker {
  return SECRET_TAKERS.some((taker) => taker === name)
}

function secretTakers({ connection, reveals }: PageCallOptions): (name: SecretTaker, input: unknown) => Promise<Reply> {
  /** A secret that arrives after its session has ended is not kept: its reveal has ended before it began. */
  function keep(secret: Uint8Array, subject: RevealSubject, holdMs: number, sessionNumber: number): string {
    const revealId = reveals.hold(secret, subject, holdMs)
    if (!connection.isActive() || connection.sessionNumber() !== sessionNumber) reveals.close(revealId)
    return revealId
  }

  return async (name, input) => {
    const sessionNumber = connection.sessionNumber()
    // Asked together: were it asked before, a service that comes back would issue what nobody waits for any more.
    const minutes = revealMinutesOf(connection)
    const reply = await connection.ask(name, input)
    if (!reply.ok) return reply
    const holdMs = (await minutes) * 60_000
    if (name === 'tokens.issue') {
      const { token, secret } = deskCalls[name].output.parse(reply.value)
      const revealId = keep(secret, { kind: 'token', id: token.id }, holdMs, sessionNumber)
      return { ok: true, value: { token, revealId } }
    }
    if (name === 'tokens.rotate') {
      const { token, replaced, secret } = deskCalls[name].output.parse(reply.value)
      const revealId = keep(secret, { kind: 'token', id: token.id }, holdMs, sessionNumber)
      return { ok: true, value: { token, replaced, revealId } }
    }
    if (name !== 'users.issueSetupCode') {
      const { resourceServer, secret } = deskCalls[name].output.parse(reply.value)
      const revealId = keep(secret, { kind: 'resource-server', id: resourceServer.id }, holdMs, sessionNumber)
      return { ok: true, value: { resourceServer, revealId } }
    }
    const { user, secret, expiresAt } = deskCalls[name].output.parse(reply.value)
    const revealId = keep(secret, { kind: 'setup-code', userId: user.id }, holdMs, sessionNumber)
    return { ok: true, value: { user, expiresAt, revealId } }
  }
}

/** How long a secret is held; the usual time where the policy cannot be learnt, for the secret is there once only. */
async function revealMinutesOf(connection: Connection): Promise<number> {
  try {
    return (await policyOf(connection)).revealMinutes
  } catch {
    return USUAL_REVEAL_MINUTES
  }
}

const USUAL_REVEAL_MINUTES = 10

/** Records in the trail that a secret is about to be shown or copied. */
export async function noteReveal(connection: Connection, subject: RevealSubject, how: 'shown' | 'copied') {
  const reply = await connection.ask(...questionOf(subject, how))
  if (!reply.ok) throw new DeskError(reply.error)
}

/** The call that puts a reveal on record, and its input. */
function questionOf(subject: RevealSubject, how: 'shown' | 'copied'): readonly [string, unknown] {
  switch (subject.kind) {
    case 'token':
      return ['tokens.noteReveal', { id: subject.id, how } satisfies InputOf<DeskCalls, 'tokens.noteReveal'>]
    case 'setup-code':
      return [
        'users.noteSetupCodeReveal',
        { id: subject.userId, how } satisfies InputOf<DeskCalls, 'users.noteSetupCodeReveal'>,
      ]
    case 'resource-server':
      return [
        'resourceServers.noteSecretReveal',
        { id: subject.id, how } satisfies InputOf<DeskCalls, 'resourceServers.noteSecretReveal'>,
      ]
  }
}

/**
 * The installation's policy as the desk answers it to whoever is signed in.
 *
 * @throws {DeskError} what the desk refused with.
 */
export async function policyOf(connection: Connection): Promise<Policy> {
  const reply = await connection.ask('policy.get', {})
  if (!reply.ok) throw new DeskError(reply.error)
  return deskCalls['policy.get'].output.parse(reply.value)
}
