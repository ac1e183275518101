import type { VerificationReason } from '../../src-shared/schemas/tokens.ts'
import { digestOfSecret, inspectSecret } from '../domain/secret.ts'
import { verificationReason } from '../domain/verification.ts'
import type { Clock } from '../ports.ts'
import type { Store, TokenForVerification } from '../store/store.ts'

/** What is known of a secret: why it is or is not accepted, and the token behind it if there is one. */
export interface VerifiedSecret {
  readonly reason: VerificationReason
  readonly token: TokenForVerification | undefined
}

/**
 * Whether an API would accept this secret now, for `module` if given. One indexed read; any text is answered, and a text
 * that cannot be a secret does not reach the store. Counts as no access: that is for the doors that let calls in.
 */
export async function verifySecret(
  store: Pick<Store, 'findByDigest'>,
  clock: Clock,
  text: string,
  module?: string,
): Promise<VerifiedSecret> {
  const inspection = inspectSecret(text)
  if (inspection.form === 'ok') return verifyDigest(store, clock, digestOfSecret(text), module)
  return { reason: verificationReason(inspection, undefined, clock.now(), module), token: undefined }
}

/** The same of a secret that whoever asks keeps to themself. */
export async function verifyDigest(
  store: Pick<Store, 'findByDigest'>,
  clock: Clock,
  digest: Uint8Array,
  module?: string,
): Promise<VerifiedSecret> {
  const token = await store.findByDigest(digest)
  return { reason: verificationReason({ form: 'ok' }, token, clock.now(), module), token }
}
