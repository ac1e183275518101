import type { AuditRecord } from '../../src-shared/schemas/audit.ts'
import type { Checkpoint, TrailFault, TrailFinding } from '../../src-shared/schemas/checkpoints.ts'
import { auditHash, BEGINNING_OF_CHAIN, type ChainEnd } from './audit-chain.ts'
import { fingerprintOf, isSigned } from './checkpoint-signing.ts'

export interface TrailWalkOptions {
  /** A checkpoint that was kept elsewhere. It is believed for where it was kept, and whoever signed it with it. */
  readonly outside?: Checkpoint | undefined
  /** Fingerprints of the keys whose checkpoints prove something. Those of others are only held against the trail. */
  readonly trusted: readonly string[]
}

/** Follows a trail record by record from its first one, and holds it against checkpoints on the way. */
export interface TrailWalk {
  /** Checkpoints of records that are still to come. */
  expect(checkpoints: readonly Checkpoint[]): void
  /** Takes the record that comes next. False once something is wrong: nothing behind that is looked at. */
  take(record: AuditRecord): boolean
  /** What has been found once there are no more records. */
  finding(): TrailFinding
}

export function trailWalk({ outside, trusted }: TrailWalkOptions): TrailWalk {
  const believed = new Set(trusted)
  const outsideKey = outside !== undefined && isSigned(outside) ? fingerprintOf(outside.publicKey) : null
  if (outsideKey !== null) believed.add(outsideKey)
  const ahead = new Map<number, Checkpoint[]>()
  const otherKeys = new Map<string, { since: number; checkpoints: number }>()
  let end: ChainEnd = BEGINNING_OF_CHAIN
  let fault: TrailFault | null = null
  let provenUpTo = 0
  let checkpoints = 0
  let reached = false

  const expect = (those: readonly Checkpoint[]): void => {
    for (const each of those) ahead.set(each.sequence, [...(ahead.get(each.sequence) ?? []), each])
  }
  if (outside !== undefined) expect([outside])

  function passCheckpoint(checkpoint: Checkpoint, record: AuditRecord): TrailFault | null {
    const { sequence, at } = checkpoint
    if (checkpoint.signature !== undefined && !isSigned(checkpoint))
      return { kind: 'forged-checkpoint', first: sequence, last: sequence, checkpointAt: at }
    if (checkpoint.hash !== record.hash)
      return { kind: 'rewritten', first: provenUpTo + 1, last: sequence, checkpointAt: at }
    if (checkpoint === outside) reached = true
    const fingerprint = checkpoint.publicKey === undefined ? null : fingerprintOf(checkpoint.publicKey)
    if (checkpoint === outside || (fingerprint !== null && believed.has(fingerprint))) {
      provenUpTo = sequence
      checkpoints += 1
    } else if (fingerprint !== null) {
      const known = otherKeys.get(fingerprint) ?? { since: sequence, checkpoints: 0 }
      otherKeys.set(fingerprint, { ...known, checkpoints: known.checkpoints + 1 })
    }
    return null
  }

  function faultAt(record: AuditRecord): TrailFault | null {
    const out = faultOfNext(end, record)
    if (out !== null) return out
    const here = ahead.get(record.sequence)
    if (here === undefined) return null
    ahead.delete(record.sequence)
    // The one from elsewhere last: what the others prove stays proven where it shows that more was written anew.
    for (const checkpoint of [...here].sort((one, other) => Number(one === outside) - Number(other === outside))) {
      const contradiction = passCheckpoint(checkpoint, record)
      if (contradiction !== null) return contradiction
    }
    return null
  }

  return {
    expect,
    take(record) {
      fault ??= faultAt(record)
      if (fault === null) end = { sequence: record.sequence, hash: record.hash }
      return fault === null
    },
    finding() {
      fault ??= faultOfEnd(end, [...ahead.values()].flat())
      return {
        whole: fault === null,
        records: end.sequence,
        fault,
        provenUpTo,
        checkpoints,
        outside: outside === undefined ? null : { reached, fingerprint: outsideKey },
        otherKeys: [...otherKeys].map(([fingerprint, seen]) => ({ fingerprint, ...seen })),
      }
    },
  }
}

/** What is wrong with the record that comes next, without regard to any checkpoint. */
function faultOfNext(end: ChainEnd, record: AuditRecord): TrailFault | null {
  const { sequence } = record
  const wanted = end.sequence + 1
  if (sequence > wanted) return { kind: 'missing', first: wanted, last: sequence - 1, checkpointAt: null }
  if (sequence < wanted) return { kind: 'out-of-order', first: sequence, last: sequence, checkpointAt: null }
  const hash = Buffer.from(auditHash(Buffer.from(end.hash, 'hex'), record)).toString('hex')
  return hash === record.hash ? null : { kind: 'altered', first: sequence, last: sequence, checkpointAt: null }
}

/** A trail that ends before a checkpoint of it has lost its end. */
function faultOfEnd(end: ChainEnd, left: readonly Checkpoint[]): TrailFault | null {
  const furthest = left
    .filter(({ sequence }) => sequence > end.sequence)
    .reduce<Checkpoint | null>((most, each) => (most === null || each.sequence > most.sequence ? each : most), null)
  if (furthest === null) return null
  const { sequence, at } = furthest
  if (furthest.signature !== undefined && !isSigned(furthest))
    return { kind: 'forged-checkpoint', first: sequence, last: sequence, checkpointAt: at }
  return { kind: 'cut-off', first: end.sequence + 1, last: sequence, checkpointAt: at }
}

/** A fault in words, for the command line. */
export function faultInWords({ kind, first, last, checkpointAt }: TrailFault): string {
  switch (kind) {
    case 'missing':
      return first === last ? `Record ${first} is missing.` : `Records ${first} to ${last} are missing.`
    case 'out-of-order':
      return `Record ${first} stands where another one belongs: it was moved or put in.`
    case 'altered':
      return `Record ${first} does not fit its hash and the record before it: one of them was altered.`
    case 'rewritten':
      return `Among the records ${first} to ${last} some were written anew: it is not the trail of the checkpoint of ${checkpointAt}.`
    case 'cut-off':
      return `The trail ends with record ${first - 1}; at the checkpoint of ${checkpointAt} there were ${last}. Its end was cut off.`
    case 'forged-checkpoint':
      return `The checkpoint of ${checkpointAt} at record ${last} does not fit its signature: it was altered.`
  }
}
