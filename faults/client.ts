import { makeSecret } from '../src-core/domain/secret.ts'
import { type AskingParts, asking, isServed, type Outcome } from './asking.ts'
import type { Effect } from './journal.ts'
import { ACTION, AFTER, BEFORE, MIX } from './mix.ts'

export interface Credentials {
  readonly username: string
  readonly password: string
}

/** A program that works with a desk and notes what it was answered. */
export interface FaultsClient {
  /** Does one operation. False where the desk cannot serve it now: who asks better waits. */
  step(): Promise<boolean>
  /** Asks once more for each operation that was not answered, under its key: it has to be carried out once in all. */
  repeatOpen(): Promise<void>
}

interface ClientParts extends AskingParts {
  readonly credentials: Credentials
  readonly owner: { readonly kind: 'technical-user'; readonly id: `USR-${string}` }
  /** The policy is one record for all: one client alone changes it, so that none stands in another's way. */
  readonly changesPolicy: boolean
}

interface KnownToken {
  readonly id: `TKN-${string}`
  readonly secret: string
  version: number
  state: 'active' | 'disabled' | 'removed' | 'deleted'
  /** Something was asked of it, and not answered. */
  inDoubt: boolean
}

export function faultsClient(parts: ClientParts): FaultsClient {
  const { journal, choices, credentials, owner, changesPolicy, onAcknowledged, nextNumber } = parts
  const { ask, isSignedIn, repeatOpen } = asking(parts)
  let customer: `CUS-${string}` | undefined
  const tokens: KnownToken[] = []

  const signIn = async (): Promise<boolean> => {
    return isServed(await ask('sessions.signIn', { ...credentials }, { kind: 'session-made' }))
  }

  const issue = async (): Promise<boolean> => {
    const name = `Made by operation ${choices.key()}`
    const input = { owner, name, expiration: { choice: '90-days' as const }, timeZone: 'UTC' }
    const outcome = await ask('tokens.issue', input, { kind: 'token-made', name })
    if (outcome.kind === 'done') {
      const { token, secret } = outcome.value
      const text = Buffer.from(secret).toString('latin1')
      tokens.push({ id: token.id, secret: text, version: token.version, state: 'active', inDoubt: false })
    }
    return isServed(outcome)
  }

  const certain = (...states: readonly KnownToken['state'][]): KnownToken[] =>
    tokens.filter(({ state, inDoubt }) => !inDoubt && states.includes(state))

  async function change(verb: 'disable' | 'enable' | 'remove' | 'delete' | 'update'): Promise<boolean> {
    const candidates = certain(...BEFORE[verb])
    if (candidates.length === 0) return issue()
    const token = choices.of(candidates)
    const { id, version } = token
    const effect: Effect = { kind: 'token-changed', id, fromVersion: version, action: ACTION[verb] }
    token.inDoubt = true
    const outcome =
      verb === 'update'
        ? await ask('tokens.update', { id, version, name: `Renamed ${choices.key()}`, modules: [] }, effect)
        : await ask(`tokens.${verb}`, { id, version }, effect)
    token.inDoubt = outcome.kind === 'open'
    if (outcome.kind === 'done') {
      token.version += 1
      token.state = AFTER[verb] ?? token.state
    }
    return isServed(outcome)
  }

  const person = async (): Promise<boolean> => {
    const name = `operation-${choices.key()}`
    const effect: Effect = { kind: 'person-made', name }
    switch (choices.below(3)) {
      case 0:
        return isServed(await ask('users.create', { kind: 'technical', username: name, fullName: name }, effect))
      case 1: {
        const outcome = await ask('customers.create', { name }, effect)
        if (outcome.kind === 'done') customer = outcome.value.id
        return isServed(outcome)
      }
      default:
        if (customer === undefined) return issue()
        return isServed(await ask('contacts.create', { customerId: customer, fullName: name }, effect))
    }
  }

  async function policy(): Promise<boolean> {
    if (!changesPolicy) return issue()
    const now = await ask('policy.get', {})
    if (now.kind !== 'done') return isServed(now)
    const changed = { ...now.value, clipboardSeconds: choices.between(5, 120) }
    const effect: Effect = { kind: 'policy-changed', fromVersion: now.value.version }
    return isServed(await ask('policy.update', changed, effect))
  }

  /** No secret but that of a token that is active may ever be taken for one. */
  async function verify(): Promise<boolean> {
    const known = certain('active', 'disabled', 'removed', 'deleted')
    const token = known.length > 0 && choices.below(3) > 0 ? choices.of(known) : undefined
    const secret = token?.secret ?? Buffer.from(makeSecret('tdu_', choices)).toString('latin1')
    const outcome = await ask('tokens.verify', { secret })
    if (outcome.kind === 'done' && outcome.value.reason !== (token?.state ?? 'unknown'))
      journal.wrong.push(`a secret was answered ${outcome.value.reason}, and is ${token?.state ?? 'unknown'}`)
    return isServed(outcome)
  }

  /** Several tokens at once: a job, of which each token is a change of its own. */
  async function bulk(): Promise<boolean> {
    const chosen = choices.shuffled(certain('active')).slice(0, 5)
    if (chosen.length === 0) return issue()
    for (const token of chosen) token.inDoubt = true
    const selection = { by: 'ids' as const, ids: chosen.map(({ id }) => id) }
    const prepared = await ask('tokens.prepareBulk', { action: 'disable', selection })
    if (prepared.kind !== 'done') return release(chosen, prepared.kind)
    const looked = await over(prepared.value.jobId)
    if (looked.kind !== 'done') return release(chosen, looked.kind)
    const started = await ask('tokens.startBulk', { id: prepared.value.id })
    // One that was begun may have changed some, until it says that it is over.
    if (started.kind !== 'done') return release(chosen, started.kind)
    const ended = await over(started.value.jobId)
    if (ended.kind !== 'done') return isServed(ended)
    for (const token of chosen) {
      journal.entries.push({
        number: nextNumber(),
        call: 'tokens.startBulk',
        input: {},
        key: '',
        effect: { kind: 'token-changed', id: token.id, fromVersion: token.version, action: ACTION.disable },
        outcome: 'acknowledged',
      })
      Object.assign(token, { version: token.version + 1, state: 'disabled', inDoubt: false })
    }
    onAcknowledged()
    return true
  }

  function release(chosen: readonly KnownToken[], kind: 'refused' | 'open'): boolean {
    for (const token of chosen) token.inDoubt = kind === 'open'
    return kind !== 'open'
  }

  /** Asks after a job until it is over. */
  async function over(id: `JOB-${string}`): Promise<Outcome<'jobs.get'>> {
    for (;;) {
      const looked = await ask('jobs.get', { id })
      if (looked.kind !== 'done') return looked
      if (looked.value.state === 'done') return looked
      if (looked.value.state !== 'running') return { kind: 'open' }
    }
  }

  /** What became of those in doubt: the desk is asked, and has to agree with the trail, which is checked by itself. */
  async function settle(): Promise<void> {
    for (const token of tokens.filter(({ inDoubt }) => inDoubt)) {
      const now = await ask('tokens.get', { id: token.id })
      if (now.kind === 'done') {
        const { status, version } = now.value
        Object.assign(token, { state: status === 'expired' ? 'active' : status, version, inDoubt: false })
      } else if (now.kind === 'refused' && now.error.code === 'NOT_FOUND')
        Object.assign(token, { state: 'deleted', version: token.version + 1, inDoubt: false })
    }
  }

  return {
    async step() {
      if (!isSignedIn()) return signIn()
      const operation = choices.of(MIX)
      switch (operation) {
        case 'issue':
          return issue()
        case 'people':
          return person()
        case 'sign-in':
          return signIn()
        case 'policy':
          return policy()
        case 'verify':
          return verify()
        case 'bulk':
          return bulk()
        default:
          return change(operation)
      }
    },
    async repeatOpen() {
      if (!isSignedIn()) await signIn()
      await repeatOpen()
      await settle()
    },
  }
}
