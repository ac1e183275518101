import type { Signing } from './desk/checkpoints.ts'
import { checkpointSigner } from './domain/checkpoint-signing.ts'
import { NoKeychain } from './key-ring/no-keychain.ts'
import type { KeyRing, Log } from './ports.ts'

/** Signs with a key of the key ring, which is asked anew each time: no private key outlives its use. */
export function signingWith(keyRing: KeyRing, log: Log): () => Promise<Signing> {
  return async () => {
    try {
      const key = await keyRing.key()
      try {
        return { signer: checkpointSigner(key), missing: null }
      } finally {
        key.fill(0)
      }
    } catch (error) {
      if (error instanceof NoKeychain) return { signer: null, missing: error.problem }
      log.error('The key to sign checkpoints with could not be asked for.', error)
      return { signer: null, missing: 'not-asked' }
    }
  }
}
