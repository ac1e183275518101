import { DeskError } from '../../src-shared/errors.ts'

/** The refusal of what needs the key of kept values where it cannot be had. `reason` is a sentence for a person. */
export function noKeychain(reason: string, cause?: unknown): DeskError {
  return new DeskError({ code: 'POLICY', reason: 'no-keychain', message: reason }, { cause })
}
