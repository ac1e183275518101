import { DeskError } from '../../src-shared/errors.ts'
import type { Policy } from '../../src-shared/schemas/policy.ts'
import type { OwnerKind, TokenSummary } from '../../src-shared/schemas/tokens.ts'
import type { Change, ChangeWork } from '../dispatch.ts'
import { markOfKey, sealValue, unsealValue } from '../domain/sealed-value.ts'
import { digestOfSecret } from '../domain/secret.ts'
import type { KeyRing, Random } from '../ports.ts'
import type { Repositories } from '../store/store.ts'
import { conflict } from './refusals.ts'

/*
 * Values of tokens that an installation keeps (MP-10): sealed with a key that lies in the operating system's keychain, so
 * that the store's file alone opens none of them.
 */

type Keeping = Pick<ChangeWork, 'repositories' | 'key'>

/** How to keep the value of a token that is about to be made for such an owner; null where the policy keeps none. */
export async function valueKeeper(
  kind: OwnerKind,
  policy: Policy,
  context: Keeping & { readonly random: Random },
): Promise<((token: TokenSummary, secret: Uint8Array) => Promise<TokenSummary>) | null> {
  if (!policy.recoverableFor.includes(kind)) return null
  const key = await storesOwnKey(context)
  return async (token, secret) => {
    await context.repositories.keptValues.keep(token.id, sealValue(secret, key, token.id, context.random))
    return { ...token, recoverable: true }
  }
}

/**
 * The value that is kept of a token. Whoever asked zeroes it.
 *
 * @throws {DeskError} CONFLICT with the reason `not-kept` or `other-key`, STORE_CORRUPT with the reason `value-damaged`.
 */
export async function keptValueOf({ id }: TokenSummary, context: Keeping): Promise<Uint8Array<ArrayBuffer>> {
  const kept = await context.repositories.keptValues.get(id)
  if (kept === undefined) throw conflict('not-kept', 'The value of this token was shown once, and is not kept.')
  const secret = unsealValue(kept.sealed, await storesOwnKey(context), id)
  if (secret === undefined) throw damaged()
  // Sealed is not yet right: what is given out is what the APIs accept, or nothing.
  if (Buffer.from(digestOfSecret(secret)).equals(kept.digest)) return secret
  secret.fill(0)
  throw damaged()
}

/**
 * Lets a change of the policy take effect on what is kept. Kinds of owners join only where there is a key to keep their
 * values with; the values of kinds that leave are destroyed, once the operator has confirmed it.
 *
 * @throws {DeskError} POLICY with the reason `no-keychain`, CONFLICT with the reason `other-key` or `kept-values`.
 */
export async function followPolicy(
  { before, after, confirmed }: { readonly before: Policy; readonly after: Policy; readonly confirmed: boolean },
  context: Keeping & Pick<Change, 'audit' | 'announce'>,
): Promise<void> {
  const { keptValues } = context.repositories
  if (after.recoverableFor.some((kind) => !before.recoverableFor.includes(kind)))
    await storesOwnKey(context, 'recoverableFor')
  const leaving = (await keptValues.counts()).filter(({ ownerKind }) => !after.recoverableFor.includes(ownerKind))
  if (leaving.length > 0 && !confirmed) throw unconfirmed(leaving)
  for (const { ownerKind } of leaving) await destroyValuesOf(ownerKind, context)
  // With no value left, the next key may be another one.
  if (after.recoverableFor.length === 0) await keptValues.setKeyMark(null)
}

/** What is to be known before the policy is changed. */
export async function keyRingOf(keyRing: KeyRing, counts: () => ReturnType<Repositories['keptValues']['counts']>) {
  const status = await keyRing.status()
  return {
    available: status.available,
    problem: status.available ? null : status.problem,
    keptValues: await counts(),
  }
}

/**
 * The key that the values in this store are sealed with. Each keychain has one of its own, and a store can be opened by
 * other programs and accounts: a value that is sealed with a second key could not be opened with the first.
 */
async function storesOwnKey({ repositories: { keptValues }, key }: Keeping, field?: string): Promise<Uint8Array> {
  const found = key(field)
  const mark = markOfKey(found)
  const known = await keptValues.keyMark()
  if (known === null) await keptValues.setKeyMark(mark)
  else if (known !== mark) throw conflict('other-key', OTHER_KEY)
  return found
}

async function destroyValuesOf(
  ownerKind: OwnerKind,
  { repositories, audit, announce }: Pick<Change, 'repositories' | 'audit' | 'announce'>,
): Promise<void> {
  const count = await repositories.keptValues.destroy(ownerKind)
  await audit({
    action: 'token.values-destroyed',
    subject: { kind: 'policy', id: 'policy', name: 'Policy' },
    details: { ownerKind, count },
  })
  announce('tokens.changed')
}

function unconfirmed(leaving: readonly { readonly count: number; readonly exact: boolean }[]): DeskError {
  const count = leaving.reduce((sum, each) => sum + each.count, 0)
  const exact = leaving.every((each) => each.exact)
  const message = `The kept values of ${exact ? '' : 'more than '}${count} ${count === 1 ? 'token' : 'tokens'} would be destroyed. Confirm that first.`
  return new DeskError({
    code: 'CONFLICT',
    reason: 'kept-values',
    message,
    fields: { recoverableFor: { rule: 'keptValues', message, limit: count } },
  })
}

function damaged(): DeskError {
  return new DeskError({
    code: 'STORE_CORRUPT',
    reason: 'value-damaged',
    message: 'The kept value of this token is damaged and cannot be used. Issue a new token in its place.',
  })
}

const OTHER_KEY =
  'The keychain at hand holds another key than the one that the values in this store are kept with. Use the account and the program that they were kept with. Where that key is lost, stop keeping values in the policy, which destroys them, and begin anew.'
