import { DeskError } from '../src-shared/errors.ts'
import type { KeyRing } from './ports.ts'

/**
 * Runs a change that may turn out to need the key of kept values. A keychain can wait for a person, and a transaction
 * must not: a change that asks for the key is undone, the key is fetched, and the change runs once more with it.
 */
export async function withKeyAtHand<T>(keyRing: KeyRing, work: (key: KeyAtHand) => Promise<T>): Promise<T> {
  let wanted: KeyWanted
  try {
    return await work((field) => {
      throw new KeyWanted(field)
    })
  } catch (error) {
    if (!(error instanceof KeyWanted)) throw error
    wanted = error
  }
  const key = await keyRing.key().catch((error: unknown) => {
    throw refusalFor(wanted, error)
  })
  try {
    return await work(() => key)
  } finally {
    key.fill(0)
  }
}

/**
 * The key of kept values, zeroed when the change is over. Asked before anything else is done, because what was done
 * before is done twice. `field` is the field that is to blame where there is no key.
 */
export type KeyAtHand = (field?: string) => Uint8Array

class KeyWanted extends Error {
  readonly field: string | undefined

  constructor(field: string | undefined) {
    super('A change that needs the key of kept values runs again once it is at hand.')
    this.field = field
  }
}

function refusalFor({ field }: KeyWanted, error: unknown): unknown {
  if (!(error instanceof DeskError) || field === undefined) return error
  const { message } = error
  return new DeskError({ ...error.toFailure(), fields: { [field]: { rule: 'noKeychain', message } } }, { cause: error })
}
