import type { KeyRing } from '../ports.ts'
import { noKeychain } from './no-keychain.ts'

const REASON = 'This way of running Token Desk has no keychain at hand.'

/** The key ring where nobody has brought one. */
export const noKeyRing: KeyRing = {
  status: async () => ({ available: false, reason: REASON }),
  key: async () => {
    throw noKeychain(REASON)
  },
}
