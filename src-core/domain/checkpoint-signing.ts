import { createHash, createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign, verify } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { Checkpoint, SignedCheckpoint } from '../../src-shared/schemas/checkpoints.ts'

/** Signs checkpoints in the name of one key. */
export interface CheckpointSigner {
  readonly publicKey: string
  sign(checkpoint: Omit<Checkpoint, 'publicKey' | 'signature'>): SignedCheckpoint
}

/**
 * The signer of an installation, from the 32 bytes that its keychain holds. The private key is derived with a label of
 * its own, so that one entry serves several purposes, and is never kept anywhere.
 */
export function checkpointSigner(key: Uint8Array): CheckpointSigner {
  const seed = Buffer.from(hkdfSync('sha256', key, new Uint8Array(), LABEL, SEED_BYTES))
  const encoded = Buffer.concat([PRIVATE_KEY_PREFIX, seed])
  const privateKey = createPrivateKey({ key: encoded, format: 'der', type: 'pkcs8' })
  seed.fill(0)
  encoded.fill(0)
  const publicKey = createPublicKey(privateKey).export({ format: 'jwk' }).x ?? ''
  return {
    publicKey,
    sign({ sequence, hash, at }) {
      const said = { sequence, hash, at, publicKey }
      return { ...said, signature: sign(null, bytesOf(said), privateKey).toString('base64url') }
    },
  }
}

/** Whether a checkpoint is what the holder of its key signed. One without a signature is not. */
export function isSigned(checkpoint: Checkpoint): checkpoint is SignedCheckpoint {
  const { signature, ...said } = checkpoint
  if (signature === undefined || said.publicKey === undefined) return false
  return verify(null, bytesOf(said), publicKeyOf(said.publicKey), Buffer.from(signature, 'base64url'))
}

/** What people compare a key by: 32 hexadecimal digits of its SHA-256, in groups of four. */
export function fingerprintOf(publicKey: string): string {
  const digits = createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex').slice(0, 32)
  return digits.replaceAll(/(.{4})(?=.)/g, '$1-')
}

const LABEL = 'token-desk audit checkpoints'
const SEED_BYTES = 32
/** What stands before the seed in PKCS #8 (RFC 8410). */
const PRIVATE_KEY_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')

function bytesOf(said: object): Buffer {
  return Buffer.from(canonicalize(said) ?? '', 'utf8')
}

function publicKeyOf(x: string): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
}
