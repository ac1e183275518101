import { DeskError } from '../../src-shared/errors.ts'
import type { KeychainProblem } from '../../src-shared/schemas/policy.ts'

/** The refusal of what needs a key of the keychain where it cannot be had. */
export class NoKeychain extends DeskError {
  readonly problem: KeychainProblem

  constructor(problem: KeychainProblem, cause?: unknown) {
    super({ code: 'POLICY', reason: 'no-keychain', message: WORDS[problem] }, { cause })
    this.problem = problem
  }
}

const WORDS: Readonly<Record<KeychainProblem, string>> = {
  'not-here': 'This way of running Token Desk has no keychain at hand.',
  'no-service': 'No secret service, such as GNOME Keyring or KWallet, answers on this computer.',
  'not-usable': 'The keychain of this computer cannot be used.',
  'not-our-key': 'The keychain of this computer holds something else in the place of Token Desk’s key.',
  late: 'The keychain of this computer did not answer in time. Unlock it and try again.',
  'not-asked': 'The keychain of this computer could not be asked. The log has the details.',
  'file-not-usable': 'The key file of the service cannot be used. The log has the details.',
  'file-open-to-others':
    'The key file of the service can be read by others. Allow it to the account of the service alone.',
}
