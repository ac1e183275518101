import type { z } from 'zod'
import type { CallDefinition, Calls, NameOf } from '../src-shared/contract/calls.ts'
import type { ChangedName, DeskEvent } from '../src-shared/contract/events.ts'
import { DeskError, type Failure, invalidInput, problemsOf, type Reply } from '../src-shared/errors.ts'
import type { Role } from '../src-shared/schemas/people.ts'
import { AnsweredBefore, keepAnswer, keyedOf, refuseRepeat } from './answered-changes.ts'
import type { KeyedChange } from './change-key.ts'
import type { DeskRequest, Origin } from './desk.ts'
import { isPermitted } from './domain/permissions.ts'
import { type KeyAtHand, withKeyAtHand } from './key-at-hand.ts'
import type { Clock, KeyRing, Log, Random } from './ports.ts'
import type { NewAuditRecord, OperatorUser, Repositories, SessionRecord, Store } from './store/store.ts'

/**
 * Answers one call, the only way in: finds it, learns who asks, authorises, parses the input, runs the handler in what
 * its `work` asks for together with its audit rows, and parses the answer, which strips all that the contract does not
 * name. Never rejects. The checks come in this order: UNKNOWN_CALL, NOT_SIGNED_IN or LOCKED, FORBIDDEN, INVALID_INPUT.
 */
export async function dispatch<C extends Calls>(
  calls: C,
  handlers: Handlers<C>,
  request: DeskRequest,
  services: DispatchServices,
): Promise<Reply> {
  const name: unknown = request?.name
  if (typeof name !== 'string' || !Object.hasOwn(calls, name)) return refuse(UNKNOWN_CALL)
  const call = calls[name] as CallDefinition
  const handler = handlers[name] as unknown as AnyHandler
  let operator: Operator | undefined
  let keyed: KeyedChange | undefined
  try {
    const secret = typeof request.session === 'string' ? request.session : null
    const caller = await services.sessions.identify(secret)
    operator = caller.state === 'active' ? caller.operator : undefined
    authorise(call, caller)
    if (operator !== undefined && call.permission !== 'public') services.sessions.noteActivity(operator)
    const input = parseInput(call, request.input)
    keyed = keyedOf(call, request, operator?.user)
    const asked = { secret, caller, origin: request.origin, keyed }
    return { ok: true, value: await run(call, handler, input, asked, services) }
  } catch (error) {
    if (error instanceof AnsweredBefore) return { ok: true, value: error.value, replayed: true }
    if (!(error instanceof DeskError)) {
      services.log.error(`The call ${name} failed.`, error)
      return refuse(INTERNAL)
    }
    if (error.code === 'FORBIDDEN' && operator !== undefined)
      await recordRefusal(name, operator, request.origin, services)
    return refuse(error.toFailure())
  }
}

/** What answering needs, composed once. */
export interface DispatchServices {
  readonly store: Store
  readonly sessions: Sessions
  readonly clock: Clock
  readonly random: Random
  readonly keyRing: KeyRing
  readonly log: Log
  /** Tells every listener. Called only after what it announces is durable. */
  announce(event: DeskEvent): void
  /** Counts the records of the audit trail that have become durable. */
  noteRecords(count: number): void
}

/** Who asks, from the secret that came with the call. */
export interface Sessions {
  /** Never refuses: an unknown, ended or expired secret is somebody signed out. An idle session is found locked. */
  identify(secret: string | null): Promise<Caller>
  /** Who asks by now: a session may have ended, and its user changed, while a call waited for its turn to write. */
  identifyWithin(repositories: Repositories, secret: string | null): Promise<Caller>
  /** The operator is there, which puts off the automatic lock. Written behind the caller's back, at most every 15 s. */
  noteActivity(operator: Operator): void
}

/** The signed-in person. */
export interface Operator {
  readonly user: OperatorUser
  readonly role: Role
  readonly session: SessionRecord
}

export type Caller =
  | { readonly state: 'signed-out' }
  | { readonly state: 'locked'; readonly operator: Operator }
  | { readonly state: 'active'; readonly operator: Operator }

/** One line for the audit trail. The time is now; the actor is the caller unless another one is named. */
export interface AuditEntry extends Pick<NewAuditRecord, 'action' | 'subject'> {
  readonly details?: NewAuditRecord['details']
  readonly actor?: NewAuditRecord['actor']
}

/** The announcements that carry nothing but their name. */
export type Announcement = ChangedName

/** One transaction: what is changed here, its audit rows, and what is announced once it is durable. */
export interface Change {
  readonly repositories: Repositories
  audit(...entries: readonly AuditEntry[]): Promise<void>
  /** Held back until the transaction is durable; dropped if it fails. `audit.changed` needs no mention. */
  announce(name: Announcement): void
  /** Does something in this process once the transaction is durable; never, if it fails. */
  afterwards(work: () => void): void
}

/** What a handler of `work: 'change'` is given. */
export interface ChangeWork extends Change {
  readonly key: KeyAtHand
}

/** What a handler of `work: 'read'` is given. */
export interface ReadWork {
  readonly repositories: Repositories
}

/** What a handler of `work: 'own'` is given: it opens what it needs, when it needs it, also after it has answered. */
export interface OwnWork {
  read<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>
  change<T>(work: (change: Change) => Promise<T>): Promise<T>
  /**
   * The change whose answer is the answer to the call: it is carried out once for one key of its client. Undefined is no
   * answer, and leaves the key free.
   */
  conclude<T>(work: (change: Change) => Promise<T>): Promise<T>
}

interface Ports {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Where the question came from; undefined for the doors of this machine itself. */
  readonly origin: Origin | undefined
}

type WorkOf<W extends CallDefinition['work']> = W extends 'read' ? ReadWork : W extends 'change' ? ChangeWork : OwnWork
type CallerOf<P extends CallDefinition['permission']> = P extends 'public'
  ? { readonly caller: Caller }
  : { readonly operator: Operator }

/** What the handler of a call is given beside its input: who asks, the ports, and the work that its row asks for. */
export type HandlerContext<D extends CallDefinition> = Ports & CallerOf<D['permission']> & WorkOf<D['work']>

/** Answers a call whose caller is authorised and whose input is parsed. Refuses by throwing DeskError. */
export type Handler<D extends CallDefinition> = (
  input: z.output<D['input']>,
  context: HandlerContext<D>,
) => Promise<z.input<D['output']>>

/** A handler for every call of a table: `const tokenHandlers: Handlers<typeof tokenCalls> = { … }`. */
export type Handlers<C extends Calls> = { readonly [N in NameOf<C>]: Handler<C[N]> }

type AnyHandler = (
  input: unknown,
  context: Ports & { caller: Caller; operator: Operator | undefined } & Partial<ChangeWork & OwnWork>,
) => Promise<unknown>

const UNKNOWN_CALL: Failure = { code: 'UNKNOWN_CALL', message: 'There is no such call.' }
const INTERNAL: Failure = { code: 'INTERNAL', message: 'Something went wrong. The log has the details.' }

function refuse(error: Failure): Reply {
  return { ok: false, error }
}

function authorise(call: CallDefinition, caller: Caller): void {
  if (call.permission === 'public') return
  if (caller.state === 'signed-out') throw new DeskError({ code: 'NOT_SIGNED_IN', message: 'Sign in first.' })
  if (caller.state === 'locked') throw new DeskError({ code: 'LOCKED', message: 'Token Desk is locked.' })
  if (call.permission === 'signed-in' || isPermitted(caller.operator.role, call.permission)) return
  throw new DeskError({ code: 'FORBIDDEN', message: 'Your role does not allow this.' })
}

function parseInput(call: CallDefinition, input: unknown): unknown {
  const parsed = attempt(() => call.input.safeParse(input))
  // A getter or a proxy that throws while it is read is a wrong input too, not a bug of the desk.
  if (parsed === undefined) throw invalidInput({ '': { rule: 'invalid', message: 'This cannot be read.' } })
  if (!parsed.success) throw invalidInput(problemsOf(parsed.error))
  return parsed.data
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

/** Runs the handler and parses its answer, inside the transaction if there is one: a wrong answer is rolled back. */
function run(
  call: CallDefinition,
  handle: AnyHandler,
  input: unknown,
  { secret, caller, origin, keyed }: Asked,
  services: DispatchServices,
): Promise<unknown> {
  const { store, sessions, clock, random, keyRing, log } = services
  const handler: AnyHandler = async (given, context) => call.output.parse(await handle(given, context))
  const contextFor = (as: Caller) => ({
    clock,
    random,
    log,
    origin,
    caller: as,
    operator: as.state === 'active' ? as.operator : undefined,
  })
  switch (call.work) {
    case 'read':
      return store.read((repositories) => handler(input, { ...contextFor(caller), repositories }))
    case 'change':
      return withKeyAtHand(keyRing, (key) =>
        transaction({ caller, origin }, services, async (change, recorded) => {
          const current = await sessions.identifyWithin(change.repositories, secret)
          authorise(call, current)
          await refuseRepeat(call, keyed, change.repositories, clock)
          const answer = await handler(input, { ...contextFor(current), ...change, key })
          if (call.audit === undefined ? recorded.size === 0 : !recorded.has(call.audit))
            throw new Error(`The change left no ${call.audit ?? ''} record in the audit trail.`)
          await keepAnswer(keyed, answer, change.repositories, { clock, random })
          return answer
        }),
      )
    case 'own':
      return own()
  }

  async function own(): Promise<unknown> {
    if (keyed === undefined)
      return handler(
        input,
        ownContext(() => {}),
      )
    await store.read((repositories) => refuseRepeat(call, keyed, repositories, clock))
    let concluded = false
    const answer = await handler(
      input,
      ownContext(() => {
        concluded = true
      }),
    ).catch(async (error: unknown) => {
      // Of two attempts at the same time, the one that comes second may find its password used: it is no other change.
      await store.read((repositories) => refuseRepeat(call, keyed, repositories, clock))
      throw error
    })
    // What was begun lives and dies with this process, and so may what is known of it.
    if (!concluded) await store.change((repositories) => keepAnswer(keyed, answer, repositories, { clock, random }))
    return answer
  }

  function ownContext(onConcluded: () => void): Parameters<AnyHandler>[1] {
    const change: OwnWork['change'] = (work) => transaction({ caller, origin }, services, work)
    return {
      ...contextFor(caller),
      read: (work) => store.read(work),
      change,
      conclude: async (work) => {
        const answer = await change(async (within) => {
          await refuseRepeat(call, keyed, within.repositories, clock)
          const answer = await work(within)
          if (answer !== undefined)
            await keepAnswer(keyed, call.output.parse(answer), within.repositories, { clock, random })
          return answer
        })
        if (answer !== undefined) onConcluded()
        return answer
      },
    }
  }
}

interface Asked {
  readonly secret: string | null
  readonly caller: Caller
  readonly origin: Origin | undefined
  readonly keyed: KeyedChange | undefined
}

async function transaction<T>(
  { caller, origin }: { readonly caller: Caller; readonly origin: Origin | undefined },
  { store, clock, announce, noteRecords }: DispatchServices,
  work: (change: Change, recorded: ReadonlySet<string>) => Promise<T>,
): Promise<T> {
  const announcements = new Set<Announcement>()
  const recorded = new Set<string>()
  const later: (() => void)[] = []
  const actor = caller.state === 'signed-out' ? null : actorOf(caller.operator)
  const where = origin?.address == null ? {} : { address: origin.address }
  const answer = await store.change(async (repositories) => {
    const audit = async (...entries: readonly AuditEntry[]): Promise<void> => {
      for (const { action } of entries) recorded.add(action)
      later.push(() => noteRecords(entries.length))
      const at = clock.now()
      await repositories.audit.appendAll(entries.map((entry) => ({ actor, details: {}, ...where, ...entry, at })))
    }
    const answer = await work(
      {
        repositories,
        audit,
        announce: (name) => void announcements.add(name),
        afterwards: (what) => void later.push(what),
      },
      recorded,
    )
    if (recorded.size > 0) announcements.add('audit.changed')
    if (announcements.size > 0) await repositories.announcements.publish([...announcements])
    return answer
  })
  for (const each of later) each()
  for (const name of announcements) announce({ name })
  return answer
}

function actorOf({ user }: Operator): { id: string; name: string } {
  return { id: user.id, name: user.fullName }
}

async function recordRefusal(
  name: string,
  operator: Operator,
  origin: Origin | undefined,
  services: DispatchServices,
): Promise<void> {
  try {
    await transaction({ caller: { state: 'active', operator }, origin }, services, ({ audit }) =>
      audit({ action: 'call.refused', subject: { kind: 'call', id: name, name }, details: { call: name } }),
    )
  } catch (error) {
    // The refusal stands whether or not it could be written down.
    services.log.error(`The refusal of ${name} could not be recorded.`, error)
  }
}
