import type { Bearer, ClientCredentials, GateCalls } from '../../src-shared/contract/gate.ts'
import { DeskError, invalidInput } from '../../src-shared/errors.ts'
import type { User } from '../../src-shared/schemas/people.ts'
import type { Change, HandlerContext, Handlers } from '../dispatch.ts'
import { timeZoneHere } from '../domain/days.ts'
import { isEmployed } from '../domain/employment.ts'
import { offeredModules } from '../domain/module-rules.ts'
import { digestOfSecret, hintOf, inspectSecret, makeSecret, prefixFor } from '../domain/secret.ts'
import { nextState } from '../domain/token-states.ts'
import type { KnownResourceServer, Store, TokenForVerification } from '../store/store.ts'
import { beginAttempt, byUsername, countingBusy, failedAttempt, maySignIn } from './attempts.ts'
import { employmentOf } from './employment-of.ts'
import type { Passwords } from './passwords.ts'
import { found } from './refusals.ts'
import { factsOf } from './token-facts.ts'
import { technicalUserTokensOn } from './token-owners.ts'
import { announceTokens, subjectOf } from './token-reach.ts'
import { verifySecret } from './verification.ts'

/** How long a token lives that a machine fetches for itself whenever it needs one. */
const FETCHED_TOKEN_LIFE_MS = 60 * 60_000
/** How long one lives that a person's password was given for: an office day, as a session. */
const PASSWORD_TOKEN_LIFE_MS = 8 * 60 * 60_000

export interface GateServices {
  readonly store: Pick<Store, 'findByDigest' | 'findResourceServer' | 'noteAccess'>
  readonly passwords: Passwords
}

type Context = HandlerContext<GateCalls['gate.issue']>

/** What APIs and gateways ask: whether a token is accepted, and for tokens of their own. */
export function gateHandlers({ store, passwords }: GateServices): Handlers<GateCalls> {
  /** NOT_SIGNED_IN, the same whatever is wrong. A secret of 178 bits is not guessed, so tries are not counted. */
  async function known({ id, secret }: ClientCredentials): Promise<KnownResourceServer> {
    const inspection = inspectSecret(secret)
    const isSecret = inspection.form === 'ok' && inspection.prefix === 'tds_'
    const server = isSecret ? await store.findResourceServer(digestOfSecret(secret)) : undefined
    if (server !== undefined && server.id === id && !server.isWithdrawn) return server
    throw new DeskError({
      code: 'NOT_SIGNED_IN',
      reason: 'unknown-client',
      message: 'No resource server has this id and secret.',
    })
  }

  return {
    'gate.introspect': async ({ client, token: secret }, { clock }) => {
      const server = await known(client)
      const { reason, token } = await verifySecret(store, clock, secret)
      if (reason !== 'active' || token === undefined) return null
      const modules = server.modules.length === 0 ? token.modules : common(token.modules, server.modules)
      // A token for other modules than the API's own is none of its business (RFC 7662, section 2.2).
      if (server.modules.length > 0 && modules.length === 0) return null
      store.noteAccess(token.id, clock.now())
      return bearerOf(token, modules)
    },

    'gate.admit': async ({ token: secret, module }, { clock }) => {
      const { reason, token } = await verifySecret(store, clock, secret, module)
      if (reason === 'module-missing') return { decision: 'module-missing' }
      if (reason !== 'active' || token === undefined) return { decision: 'refused' }
      store.noteAccess(token.id, clock.now())
      return { decision: 'admitted', bearer: bearerOf(token, token.modules) }
    },

    'gate.revoke': async ({ client, token: secret }, context) => {
      const server = await known(client)
      const { token } = await verifySecret(store, context.clock, secret)
      if (token === undefined) return {}
      if (token.ownerKind !== 'technical-user' || token.ownerId !== server.actsAs)
        throw new DeskError({
          code: 'FORBIDDEN',
          reason: 'token-of-another',
          message: 'This token belongs to somebody else.',
        })
      await context.change((change) => remove(change, token, server, context.clock.now()))
      return {}
    },

    'gate.issue': async ({ client, scope }, context) => {
      const server = await known(client)
      const { actsAs } = server
      if (actsAs === null)
        throw new DeskError({
          code: 'FORBIDDEN',
          reason: 'acts-as-nobody',
          message: 'This resource server acts as no technical user, so there are no tokens for it.',
        })
      return context.change(async (change) => {
        await technicalUserTokensOn(change.repositories)
        const user = found(await change.repositories.users.get(actsAs), 'This technical user')
        if (user.kind !== 'technical' || !canHaveTokens(user, context.clock.now()))
          throw new DeskError({
            code: 'CONFLICT',
            reason: 'not-employed',
            message: `${user.fullName} is not active today and cannot be given a token.`,
          })
        const offered = offeredModules('technical-user', await change.repositories.modules.list())
        const codes = offered.map(({ code }) => code)
        const allowed = server.modules.length === 0 ? codes : common(codes, server.modules)
        return issue(change, context, {
          owner: user,
          name: server.name,
          modules: scope === null ? allowed : within(allowed, scope),
          lifeMs: FETCHED_TOKEN_LIFE_MS,
          actor: server,
        })
      })
    },

    'gate.issueForPassword': async ({ username, password }, context) => {
      const isOn = await context.read(async ({ settings }) => (await settings.installation()).passwordTokens)
      if (!isOn)
        throw new DeskError({
          code: 'FORBIDDEN',
          reason: 'password-tokens-off',
          message: 'Tokens for a username and a password are switched off in this installation.',
        })
      const attempt = await beginAttempt('token-endpoint', byUsername(username), { username }, context)
      const { credentials } = attempt
      const knownHash = maySignIn(credentials) ? credentials.passwordHash : null
      const isRight = await countingBusy(attempt, context, () => passwords.verify(knownHash, password))
      if (!isRight || credentials === undefined || knownHash === null)
        throw await failedAttempt('token-endpoint', attempt, context)
      const issued = await context.change(async (change) => {
        const current = await change.repositories.users.credentials(credentials.user.id)
        if (!maySignIn(current) || current.passwordHash !== knownHash) return undefined
        if (!canHaveTokens(current.user, context.clock.now())) return undefined
        await change.repositories.attempts.clear(attempt.key)
        const modules = offeredModules('user', await change.repositories.modules.list())
        return issue(change, context, {
          owner: current.user,
          name: 'Token endpoint',
          modules: modules.map(({ code }) => code),
          lifeMs: PASSWORD_TOKEN_LIFE_MS,
          actor: { id: current.user.id, name: current.user.fullName },
        })
      })
      return issued ?? Promise.reject(await failedAttempt('token-endpoint', attempt, context))
    },
  }
}

interface Wanted {
  readonly owner: User
  readonly name: string
  readonly modules: readonly string[]
  readonly lifeMs: number
  readonly actor: { readonly id: string; readonly name: string }
}

/** Issues a token to a user. It never outlives the user's employment. */
async function issue(change: Change, { clock, random }: Context, { owner, name, modules, lifeMs, actor }: Wanted) {
  const now = clock.now()
  const kind = owner.kind === 'technical' ? 'technical-user' : 'user'
  const secret = makeSecret(prefixFor(kind), random)
  const expiresAt = Math.min(now + lifeMs, employmentOf(owner).endsAt ?? Number.POSITIVE_INFINITY)
  const token = await change.repositories.tokens.create(
    {
      owner: { kind, id: owner.id },
      name,
      description: null,
      digest: digestOfSecret(secret),
      hint: hintOf(secret),
      modules,
      expiresAt,
      createdBy: null,
    },
    now,
  )
  await change.audit({
    action: 'token.issued',
    subject: subjectOf(token),
    actor: { id: actor.id, name: actor.name },
    details: factsOf(token),
  })
  announceTokens(kind, change.announce)
  return { tokenId: token.id, secret, modules: [...modules], lifeMs: expiresAt - now }
}

/** Removes the token unless it is withdrawn already: asked twice, it is done once. */
async function remove(
  { repositories: { tokens }, audit, announce }: Change,
  { id }: TokenForVerification,
  actor: KnownResourceServer,
  now: number,
): Promise<void> {
  const stored = await tokens.state(id, now)
  const token = await tokens.get(id, now)
  if (stored === undefined || token === undefined || stored.state === 'removed') return
  await tokens.setState(id, stored.version, nextState(stored.state, 'remove'), now)
  await audit({
    action: 'token.removed',
    subject: subjectOf(token),
    actor: { id: actor.id, name: actor.name },
    details: factsOf(token),
  })
  announceTokens(token.owner.kind, announce)
}

function canHaveTokens(user: User, now: number): boolean {
  return user.active && isEmployed(employmentOf(user), timeZoneHere(), now)
}

function common(these: readonly string[], those: readonly string[]): string[] {
  return these.filter((code) => those.includes(code))
}

/** The wanted modules, each once, or INVALID_INPUT where one of them is not to be had. */
function within(allowed: readonly string[], wanted: readonly string[]): string[] {
  if (wanted.some((code) => !allowed.includes(code)))
    throw invalidInput({ scope: { rule: 'unknownModule', message: 'One of these modules is not to be had.' } })
  return [...new Set(wanted)]
}

function bearerOf(token: TokenForVerification, modules: readonly string[]): Bearer {
  return {
    tokenId: token.id,
    ownerKind: token.ownerKind,
    ownerId: token.ownerId as Bearer['ownerId'],
    customerId: token.customerId as Bearer['customerId'],
    modules: [...modules],
    expiresAt: token.expiresAt === null ? null : new Date(token.expiresAt).toISOString(),
  }
}
