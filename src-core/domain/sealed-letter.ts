import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

/** Opens what was sealed for it. Its private half never leaves the process. */
export interface LetterBox {
  /** What others seal letters for it with (X25519, SPKI in DER). */
  readonly address: Uint8Array
  /** The letter, and how to seal its answer for whoever sent it; undefined where it is not for this box. */
  open(sealed: Uint8Array): { readonly text: string; answer(text: string): Uint8Array } | undefined
}

/** Makes a box that lasts as long as the process. */
export function letterBox(): LetterBox {
  const { privateKey, publicKey } = generateKeyPairSync('x25519')
  const address = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))
  return {
    address,
    open(sealed) {
      try {
        const sender = sealed.subarray(0, ADDRESS_BYTES)
        const keys = keysFor(privateKey, sender, sender, address)
        const text = unseal(sealed.subarray(ADDRESS_BYTES), keys.letter)
        return { text, answer: (reply) => seal(reply, keys.answer) }
      } catch {
        return undefined
      }
    },
  }
}

/** Seals a letter for the box at an address, and opens the answer to it. Nobody else can do either. */
export function sealLetter(
  text: string,
  address: Uint8Array,
): { sealed: Uint8Array; openAnswer(sealed: Uint8Array): string } {
  const { privateKey, publicKey } = generateKeyPairSync('x25519')
  const sender = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))
  const keys = keysFor(privateKey, address, sender, address)
  return {
    sealed: Buffer.concat([sender, seal(text, keys.letter)]),
    openAnswer: (answer) => unseal(answer, keys.answer),
  }
}

/** How long an X25519 key is as SPKI in DER (RFC 8410). */
const ADDRESS_BYTES = 44
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Two keys that only the two ends can find, one for each direction, bound to both of them. */
function keysFor(own: KeyObject, others: Uint8Array, sender: Uint8Array, recipient: Uint8Array) {
  const publicKey = createPublicKey({ key: Buffer.from(others), type: 'spki', format: 'der' })
  const shared = diffieHellman({ privateKey: own, publicKey })
  const key = (use: string) =>
    new Uint8Array(hkdfSync('sha256', shared, Buffer.concat([sender, recipient]), `token-desk ${use}`, 32))
  return { letter: key('letter'), answer: key('answer') }
}

function seal(text: string, key: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

function unseal(sealed: Uint8Array, key: Uint8Array): string {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  }).setAuthTag(sealed.subarray(-TAG_BYTES))
  const text = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES))
  return Buffer.concat([text, decipher.final()]).toString('utf8')
}
