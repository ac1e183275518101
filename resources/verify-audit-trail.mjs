#!/usr/bin/env node
// Checks an exported audit trail of Token Desk without Token Desk: this one file and Node 20 are enough.
//
//   node verify-audit-trail.mjs trail.jsonl [checkpoint.json [fingerprint]]
//
// Each line of the export is a record with the SHA-256 hash over the 32 bytes of the hash before it (32 zeros before the
// first) and the rest of the record as canonical JSON (RFC 8785). A checkpoint, `{"sequence": …, "hash": "…", "at": "…"}`,
// that was kept elsewhere shows that the trail was not written anew and that its end was not cut off. One with a
// "publicKey" and a "signature" (base64url) is signed with Ed25519 over the canonical JSON of all members but the
// signature. The fingerprint of a key is the beginning of the SHA-256 of its 32 bytes; give the one that you know, and a
// checkpoint that somebody else has signed, or nobody, is refused.
// Ends with 0 where the trail is whole, with 1 where it is not, with 2 where it cannot be read.
import { createHash, createPublicKey, verify } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const [trail, checkpointFile, wantedKey] = process.argv.slice(2)
if (trail === undefined) stop(2, 'Usage: node verify-audit-trail.mjs trail.jsonl [checkpoint.json [fingerprint]]')
const checkpoint = checkpointFile === undefined ? undefined : readCheckpoint(checkpointFile)
const signedWith = checkpoint?.signature === undefined ? undefined : fingerprint(checkpoint.publicKey)
if (wantedKey !== undefined && signedWith !== wantedKey)
  stop(1, `The checkpoint is ${signedWith === undefined ? 'not signed' : `signed with another key: ${signedWith}`}.`)

let sequence = 0
let hash = Buffer.alloc(32)
let lineNumber = 0
const input = createReadStream(trail)
input.on('error', () => stop(2, `${trail} cannot be read.`))
for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
  lineNumber += 1
  if (line.trim() === '') continue
  const parsed = read(() => JSON.parse(line), `line ${lineNumber}`)
  if (!isPlace(parsed)) stop(2, `Line ${lineNumber} is no record of an audit trail.`)
  const { hash: written, ...record } = parsed
  if (record.sequence !== sequence + 1)
    stop(
      1,
      record.sequence > sequence
        ? `Record ${sequence + 1} is missing.`
        : `Record ${record.sequence} comes after record ${sequence}.`,
    )
  const computed = createHash('sha256').update(hash).update(canonical(record), 'utf8').digest()
  if (computed.toString('hex') !== written)
    stop(1, `Record ${record.sequence} does not fit its hash and the record before it: one of them was altered.`)
  if (checkpoint?.sequence === record.sequence && checkpoint.hash !== written)
    stop(1, `Up to record ${record.sequence} the trail is not the one of the checkpoint: it was written anew.`)
  sequence = record.sequence
  hash = computed
}
if (lineNumber === 0) stop(2, `${trail} is empty.`)
if (checkpoint !== undefined && sequence < checkpoint.sequence)
  stop(
    1,
    `The trail ends with record ${sequence}, the checkpoint was made at ${checkpoint.sequence}: its end was cut off.`,
  )
stop(0, `The trail is whole: ${sequence} records. ${whatIsProven()}`)

/** What the checkpoint proves, and no more. */
function whatIsProven() {
  if (checkpoint === undefined) return 'No checkpoint was given.'
  const by = signedWith === undefined ? 'which nobody signed' : `signed with the key ${signedWith}`
  return `Up to record ${checkpoint.sequence} it is the one of the checkpoint of ${checkpoint.at}, ${by}.`
}

function readCheckpoint(file) {
  const found = read(() => JSON.parse(readFileSync(file, 'utf8')), file)
  if (!isPlace(found) || !/^[0-9a-f]{64}$/.test(found.hash)) stop(2, `${file} is no checkpoint of an audit trail.`)
  if (found.signature === undefined && found.publicKey === undefined) return found
  if (!isSigned(found)) stop(1, `${file} does not fit its signature: it was altered.`)
  return found
}

function isSigned({ signature, ...said }) {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: said.publicKey }, format: 'jwk' })
    return verify(null, Buffer.from(canonical(said), 'utf8'), key, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}

/** 32 hexadecimal digits in groups of four. */
function fingerprint(publicKey) {
  const digits = createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex').slice(0, 32)
  return digits.match(/.{4}/g).join('-')
}

/** RFC 8785 for what a record holds: texts, numbers, yes and no, nothing, lists, and members sorted by UTF-16 code units. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)
  return `{${members.join(',')}}`
}

/** Whether something read has what every record and every checkpoint has. */
function isPlace(value) {
  return (
    value !== null &&
    typeof value === 'object' &&
    Number.isInteger(value.sequence) &&
    value.sequence > 0 &&
    typeof value.hash === 'string'
  )
}

function read(work, what) {
  try {
    return work()
  } catch {
    return stop(2, `${what} is not JSON.`)
  }
}

function stop(code, words) {
  process.stdout.write(`${words}\n`)
  process.exit(code)
}
