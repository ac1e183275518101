import type { KeyRing } from '../ports.ts'
import { NoKeychain } from './no-keychain.ts'

/** The key ring where nobody has brought one. */
export const noKeyRing: KeyRing = {
  status: async () => ({ available: false, problem: 'not-here' }),
  key: async () => {
    throw new NoKeychain('not-here')
  },
}
