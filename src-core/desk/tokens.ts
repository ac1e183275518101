import type { tokenCalls } from '../../src-shared/contract/tokens.ts'
import { invalidInput } from '../../src-shared/errors.ts'
import type { TokenId } from '../../src-shared/schemas/ids.ts'
import type { TokenSummary } from '../../src-shared/schemas/tokens.ts'
import type { Change, HandlerContext, Handlers } from '../dispatch.ts'
import { isEmployed } from '../domain/employment.ts'
import { defaultChoice, expiresAtOf, offeredChoices, offeredDates } from '../domain/expiration.ts'
import { checkedLogo } from '../domain/logo-rules.ts'
import { checkedModules, offeredModules } from '../domain/module-rules.ts'
import { digestOfSecret, hintOf, makeSecret, prefixFor } from '../domain/secret.ts'
import { nextState, type TokenAction, undoableUntil } from '../domain/token-states.ts'
import type { Store, WhyChanged } from '../store/store.ts'
import { keptValueOf, valueKeeper } from './kept-values.ts'
import { conflict, found } from './refusals.ts'
import { changeToken } from './token-changes.ts'
import { ACTION_OF, factsOf, whyInDetails } from './token-facts.ts'
import { checkTokenName, nameRulesOf, suggestedTokenName } from './token-names.ts'
import { ownerFor } from './token-owners.ts'
import { announceTokens, scopeOf, subjectOf, withinReach } from './token-reach.ts'
import { reinstateToken } from './token-reinstating.ts'
import { previewRotation, rotateToken } from './token-rotation.ts'
import { verificationHandlers } from './token-verification.ts'

type TokenCalls = typeof tokenCalls
type Changing = HandlerContext<TokenCalls['tokens.disable']>

/** Tokens: how they come to be, what becomes of them, and whether they are accepted. */
export function tokenHandlers(store: Pick<Store, 'findByDigest'>): Handlers<TokenCalls> {
  return {
    'tokens.list': (query, { repositories, operator, clock }) =>
      repositories.tokens.list(
        { ...query, language: operator.user.preferredLanguage },
        scopeOf(operator, 'tokens.read'),
        clock.now(),
      ),
    'tokens.count': (filter, { repositories, operator, clock }) =>
      repositories.tokens.count(filter, scopeOf(operator, 'tokens.read'), clock.now()),
    'tokens.get': ({ id }, { repositories, operator, clock }) =>
      withinReach(repositories, id, scopeOf(operator, 'tokens.read'), clock.now()),

    'tokens.expiration': async ({ expiration, timeZone }, { repositories, clock }) => {
      const policy = await repositories.settings.policy()
      return { expiresAt: instantOf(expiresAtOf(expiration, { timeZone, now: clock.now(), policy })) }
    },

    'tokens.choices': async ({ owner, timeZone }, { repositories, operator, clock }) => {
      const { kind, contactOf, employment } = await ownerFor(repositories, operator, owner)
      const setting = { timeZone, now: clock.now(), policy: await repositories.settings.policy() }
      const dates = offeredDates(setting)
      return {
        expirations: offeredChoices(setting.policy).map((choice) => ({
          choice,
          expiresAt: choice === 'custom' ? null : instantOf(expiresAtOf({ choice }, setting)),
        })),
        defaultExpiration: defaultChoice(setting.policy),
        earliestDate: dates.earliest,
        latestDate: dates.latest,
        modules: [...offeredModules(kind, await repositories.modules.list())],
        employmentEndsAt: instantOf(employment.endsAt),
        suggestedName:
          contactOf === null
            ? ''
            : await suggestedTokenName(owner, contactOf, setting.policy, repositories, setting.now),
        nameRules: nameRulesOf(setting.policy),
      }
    },

    'tokens.issue': async (input, context) => {
      const { repositories, operator, clock, random, audit, announce } = context
      const owner = await ownerFor(repositories, operator, input.owner)
      if (!owner.active) throw conflict('owner-inactive', `${owner.name} is deactivated and cannot be given a token.`)
      const policy = await repositories.settings.policy()
      const now = clock.now()
      if (!isEmployed(owner.employment, input.timeZone, now))
        throw conflict('not-employed', `${owner.name} is not employed today and cannot be given a token.`)
      const expiresAt = expiresAtOf(input.expiration, { timeZone: input.timeZone, now, policy })
      const modules = checkedModules(owner.kind, input.modules, await repositories.modules.list())
      const keepValue = await valueKeeper(owner.kind, policy, context)
      await checkTokenName({ owner: input.owner, name: input.name, now }, policy, repositories)
      const secret = makeSecret(prefixFor(owner.kind), random)
      const made = await repositories.tokens.create(
        {
          owner: input.owner,
          name: input.name,
          description: input.description,
          digest: digestOfSecret(secret),
          hint: hintOf(secret),
          modules,
          expiresAt,
          createdBy: operator.user.id,
          logo: input.logo == null ? null : checkedLogo(input.logo),
        },
        now,
      )
      const token = keepValue === null ? made : await keepValue(made, secret)
      await audit({ action: 'token.issued', subject: subjectOf(token), details: factsOf(token) })
      announceTokens(token.owner.kind, announce)
      return { token, secret }
    },

    'tokens.update': changeToken,

    'tokens.noteReveal': async ({ id, how }, { repositories, operator, clock, audit }) => {
      await noteReveal(await withinReach(repositories, id, scopeOf(operator, 'tokens.issue'), clock.now()), how, audit)
      return {}
    },

    'tokens.value': async ({ id, how }, context) => {
      const { repositories, operator, clock, audit } = context
      const token = await withinReach(repositories, id, scopeOf(operator, 'tokens.issue'), clock.now())
      const secret = await keptValueOf(token, context)
      await noteReveal(token, how, audit)
      return { secret }
    },

    'tokens.disable': (input, context) => {
      const { reason, until } = input
      return changeState(input, 'disable', context, {
        disableReason: reason,
        disabledUntil: until == null ? null : instantToCome(until, context.clock.now()),
      })
    },
    'tokens.enable': (input, context) => changeState(input, 'enable', context),
    'tokens.remove': (input, context) => changeState(input, 'remove', context, { reason: input.reason }),
    'tokens.delete': async (input, context) => {
      const { repositories, operator, clock } = context
      const token = await withinReach(repositories, input.id, scopeOf(operator, 'tokens.delete'), clock.now())
      await transition(input, 'delete', token, context, { reason: input.reason })
      const withdrawal = found(await repositories.tokens.withdrawal(token.id), 'This token')
      return { id: token.id, undoableUntil: instantOf(undoableUntil(withdrawal)) }
    },
    'tokens.reinstate': reinstateToken,
    'tokens.previewRotation': previewRotation,
    'tokens.rotate': rotateToken,

    ...verificationHandlers(store),
  }
}

async function changeState(
  input: { readonly id: TokenId; readonly version: number },
  action: Exclude<TokenAction, 'delete'>,
  context: Changing,
  why: WhyChanged = {},
): Promise<TokenSummary> {
  const { repositories, operator, clock } = context
  const token = await withinReach(repositories, input.id, scopeOf(operator, 'tokens.withdraw'), clock.now())
  await transition(input, action, token, context, why)
  return found(await repositories.tokens.get(input.id, clock.now()), 'This token')
}

/** @throws {DeskError} INVALID_INPUT where the instant is over. */
function instantToCome(until: string, now: number): number {
  const at = Date.parse(until)
  if (at > now) return at
  throw invalidInput({ until: { rule: 'instantOver', message: 'This moment is over.' } })
}

async function transition(
  { id, version }: { readonly id: TokenId; readonly version: number },
  action: TokenAction,
  token: TokenSummary,
  { repositories, clock, audit, announce }: Changing,
  why: WhyChanged,
): Promise<void> {
  const now = clock.now()
  const { state } = found(await repositories.tokens.state(id, now), 'This token')
  await repositories.tokens.setState(id, version, nextState(state, action), now, why)
  await audit({
    action: ACTION_OF[action],
    subject: subjectOf(token),
    details: { ...factsOf(token), ...whyInDetails(why) },
  })
  announceTokens(token.owner.kind, announce)
}

/** On record each time, whether the secret is new or was kept. */
async function noteReveal(token: TokenSummary, how: 'shown' | 'copied', audit: Change['audit']): Promise<void> {
  await audit({
    action: how === 'shown' ? 'token.shown' : 'token.copied',
    subject: subjectOf(token),
    details: { owner: token.owner.name, ownerId: token.owner.id },
  })
}

function instantOf(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString()
}
