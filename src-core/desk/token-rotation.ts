import type { tokenCalls } from '../../src-shared/contract/tokens.ts'
import { type Module, type Overlap, type TokenSummary, withdrawalReason } from '../../src-shared/schemas/tokens.ts'
import type { Handler } from '../dispatch.ts'
import { endOfDayIn, todayIn } from '../domain/days.ts'
import { isEmployed } from '../domain/employment.ts'
import { type ExpirationSetting, latestEnd } from '../domain/expiration.ts'
import { offeredModules } from '../domain/module-rules.ts'
import { digestOfSecret, hintOf, makeSecret, prefixFor } from '../domain/secret.ts'
import { checkChangeable, nextState } from '../domain/token-states.ts'
import type { Repositories } from '../store/store.ts'
import { valueKeeper } from './kept-values.ts'
import { conflict, found } from './refusals.ts'
import { factsOf } from './token-facts.ts'
import { checkTokenName } from './token-names.ts'
import { ownerFor } from './token-owners.ts'
import { announceTokens, scopeOf, subjectOf, withinReach } from './token-reach.ts'

type Calls = typeof tokenCalls

/** What replacing a token would make (BY-2). */
export const previewRotation: Handler<Calls['tokens.previewRotation']> = async ({ id, timeZone }, context) => {
  const { repositories, operator, clock } = context
  const now = clock.now()
  const token = await withinReach(repositories, id, scopeOf(operator, 'tokens.issue'), now)
  await checkReplaceable(token, repositories, now)
  const policy = await repositories.settings.policy()
  const { expiresAt, isShortened } = lifeOfSuccessor(token, { policy, timeZone, now })
  const { lost } = modulesOfSuccessor(token, await repositories.modules.list())
  return {
    expiresAt: instantOf(expiresAt),
    isShortened,
    lostModules: lost.map(({ code, name }) => ({ code, name })),
    overlaps: (Object.keys(OVERLAP_MS) as Overlap[]).map((overlap) => ({
      overlap,
      endsAt: new Date(endOfPredecessor(token, overlap, now)).toISOString(),
    })),
  }
}

/** Replaces a token by another one, in one change: either both are as they should be, or nothing has happened. */
export const rotateToken: Handler<Calls['tokens.rotate']> = async (input, context) => {
  const { repositories, operator, clock, random, audit, announce } = context
  const now = clock.now()
  const before = await withinReach(repositories, input.id, scopeOf(operator, 'tokens.issue'), now)
  await checkReplaceable(before, repositories, now)
  const reference = { kind: before.owner.kind, id: before.owner.id } as Parameters<typeof ownerFor>[2]
  const owner = await ownerFor(repositories, operator, reference)
  if (!owner.active) throw conflict('owner-inactive', `${owner.name} is deactivated and cannot be given a token.`)
  if (!isEmployed(owner.employment, input.timeZone, now))
    throw conflict('not-employed', `${owner.name} is not employed today and cannot be given a token.`)
  const policy = await repositories.settings.policy()
  await checkTokenName({ owner: reference, name: before.name, now, exceptId: before.id }, policy, repositories)
  const keepValue = await valueKeeper(before.owner.kind, policy, context)
  const { expiresAt } = lifeOfSuccessor(before, { policy, timeZone: input.timeZone, now })
  const { kept, lost } = modulesOfSuccessor(before, await repositories.modules.list())
  const secret = makeSecret(prefixFor(before.owner.kind), random)
  const [logo] = before.logoVersion === null ? [] : await repositories.tokens.logos([before.id])
  const made = await repositories.tokens.create(
    {
      owner: reference,
      name: before.name,
      description: before.description,
      digest: digestOfSecret(secret),
      hint: hintOf(secret),
      modules: kept.map(({ code }) => code),
      expiresAt,
      createdBy: operator.user.id,
      logo: logo?.image ?? null,
      replaces: before.id,
    },
    now,
  )
  const successor = keepValue === null ? made : await keepValue(made, secret)

  if (input.overlap === 'none') {
    const { state } = found(await repositories.tokens.state(before.id, now), 'This token')
    await repositories.tokens.setState(before.id, input.version, nextState(state, 'remove'), now, {
      reason: withdrawalReason.enum.replaced,
    })
  } else {
    await repositories.tokens.endBy(before.id, input.version, endOfPredecessor(before, input.overlap, now), now)
  }
  const replaced = found(await repositories.tokens.get(before.id, now), 'This token')
  const lostCodes = lost.map(({ code }) => code)
  await audit(
    {
      action: 'token.issued',
      subject: subjectOf(successor),
      details: {
        ...factsOf(successor),
        replaces: before.id,
        ...(lostCodes.length === 0 ? {} : { lostModules: lostCodes }),
      },
    },
    {
      action: 'token.rotated',
      subject: subjectOf(replaced),
      details: { ...factsOf(replaced), replacedBy: successor.id, overlap: input.overlap },
    },
  )
  announceTokens(successor.owner.kind, announce)
  return { token: found(await repositories.tokens.get(successor.id, now), 'This token'), replaced, secret }
}

const DAY_MS = 24 * 60 * 60 * 1000
const OVERLAP_MS: Readonly<Record<Overlap, number>> = {
  none: 0,
  '1-day': DAY_MS,
  '7-days': 7 * DAY_MS,
  '30-days': 30 * DAY_MS,
}

/** An expired token can be replaced, one that is withdrawn cannot, and none twice. */
async function checkReplaceable(token: TokenSummary, { tokens }: Repositories, now: number): Promise<void> {
  checkChangeable(found(await tokens.state(token.id, now), 'This token').state)
  if (token.replacedBy === null) return
  throw conflict('replaced-already', `This token has been replaced by ${token.replacedBy.id} already.`)
}

/** As many days as the old one's life had, from today on, and never more than the policy allows. */
function lifeOfSuccessor(token: TokenSummary, setting: ExpirationSetting) {
  const longest = latestEnd(setting)
  if (token.expiresAt === null)
    return setting.policy.allowNoExpiration
      ? { expiresAt: null, isShortened: false }
      : { expiresAt: longest, isShortened: true }
  const { timeZone, now } = setting
  const dayOf = (at: string) => todayIn(timeZone, Date.parse(at))
  const life = dayOf(token.createdAt).until(dayOf(token.expiresAt), { largestUnit: 'day' })
  const wanted = endOfDayIn(todayIn(timeZone, now).add(life), timeZone)
  return { expiresAt: Math.min(wanted, longest), isShortened: wanted > longest }
}

/**
 * The modules that the owner may still be given, and those that are off or closed to contacts by now. CONFLICT with the
 * reason `no-module-left` where a contact's token would reach nothing.
 */
function modulesOfSuccessor(token: TokenSummary, modules: readonly Module[]) {
  const offered = new Set(offeredModules(token.owner.kind, modules).map(({ code }) => code))
  const kept = token.modules.filter(({ code }) => offered.has(code))
  if (token.owner.kind === 'contact' && kept.length === 0)
    throw conflict(
      'no-module-left',
      'None of the modules of this token can be given to a contact any more. Issue a new one.',
    )
  return { kept, lost: token.modules.filter(({ code }) => !offered.has(code)) }
}

function endOfPredecessor(token: TokenSummary, overlap: Overlap, now: number): number {
  const wanted = now + OVERLAP_MS[overlap]
  return token.expiresAt === null ? wanted : Math.min(wanted, Date.parse(token.expiresAt))
}

function instantOf(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString()
}
