import type { checkpointCalls } from '../../src-shared/contract/checkpoints.ts'
import { DeskError } from '../../src-shared/errors.ts'
import type { Checkpoint, TrailFinding } from '../../src-shared/schemas/checkpoints.ts'
import type { AuditEntry, Handlers, OwnWork } from '../dispatch.ts'
import { fingerprintOf, isSigned } from '../domain/checkpoint-signing.ts'
import { trailWalk } from '../domain/trail-walk.ts'
import type { Checkpoints } from './checkpoints.ts'
import type { JobControl, Jobs } from './jobs.ts'
import { conflict, notFound } from './refusals.ts'

interface TrailCheckServices {
  readonly jobs: Jobs
  readonly checkpoints: Checkpoints
}

/** Checkpoints on their way out and in, and the check of the trail against them. */
export function trailCheckHandlers({ jobs, checkpoints }: TrailCheckServices): Handlers<typeof checkpointCalls> {
  let isChecking = false

  return {
    'audit.checkpoint': async () => {
      const { checkpoint, unsignedBecause } = await checkpoints.make()
      if (checkpoint === undefined) throw notFound('The first record of the audit trail')
      const { publicKey } = checkpoint
      return { checkpoint, fingerprint: publicKey === undefined ? null : fingerprintOf(publicKey), unsignedBecause }
    },

    'audit.verify': async ({ checkpoint: outside, trusted }, { operator, read, change, clock }) => {
      if (outside?.signature !== undefined && !isSigned(outside)) throw forged()
      if (isChecking) throw conflict('trail-check-running', 'The audit trail is being checked already.')
      isChecking = true
      const work = async (control: JobControl): Promise<void> => {
        try {
          const publicKey = await checkpoints.publicKey()
          const fingerprint = publicKey === null ? null : fingerprintOf(publicKey)
          const believed = fingerprint === null ? trusted : [...trusted, fingerprint]
          const finding = await follow(read, control, { outside, trusted: believed })
          await change(async ({ repositories, audit }) => {
            const at = new Date(clock.now()).toISOString()
            await repositories.settings.noteVerification({ ...finding, at, fingerprint })
            await audit(recordOf(finding))
          })
        } finally {
          isChecking = false
        }
      }
      return { jobId: jobs.start({ kind: 'audit-check', userId: operator.user.id, work }).id }
    },

    'audit.verification': async (_input, { repositories }) => ({
      verification: await repositories.settings.lastVerification(),
    }),

    'audit.receiveCheckpoint': async ({ checkpoint, storeName }, { operator, change, clock }) => {
      if (!isSigned(checkpoint)) throw forged()
      const { user } = operator
      return change(async ({ repositories, audit }) => {
        const known = await repositories.checkpoints.lastReceivedOf(checkpoint.publicKey)
        if (known !== undefined && known.checkpoint.sequence >= checkpoint.sequence) return { isNew: false }
        await repositories.checkpoints.receive({
          checkpoint,
          storeName,
          receivedAt: new Date(clock.now()).toISOString(),
          receivedFrom: { id: user.id, name: user.fullName },
        })
        const details = { record: checkpoint.sequence, key: fingerprintOf(checkpoint.publicKey) }
        await audit({ action: 'audit.checkpoint-received', subject: about(storeName), details })
        return { isNew: true }
      })
    },

    'audit.receivedCheckpoints': async ({ limit }, { repositories }) => ({
      rows: (await repositories.checkpoints.received(limit)).map((received) => ({
        ...received,
        fingerprint: fingerprintOf(received.checkpoint.publicKey),
      })),
    }),
  }
}

/** Few enough that whoever else asks the desk meanwhile does not notice. */
const PAGE_RECORDS = 500

/** Follows the trail as far as it goes at the beginning, page by page: in memory there is one of them at a time. */
async function follow(
  read: OwnWork['read'],
  control: JobControl,
  { outside, trusted }: { readonly outside: Checkpoint | undefined; readonly trusted: readonly string[] },
): Promise<TrailFinding> {
  const walk = trailWalk({ outside, trusted })
  const { sequence: total, last } = await read(async ({ audit, checkpoints }) => ({
    ...(await audit.end()),
    last: await checkpoints.last(),
  }))
  if (last !== undefined && last.sequence > total) walk.expect([last])
  for (let after = 0; after < total; ) {
    const upTo = Math.min(after + PAGE_RECORDS, total)
    const { records, stored } = await read(async ({ audit, checkpoints }) => ({
      records: await audit.following(after, upTo - after),
      stored: await checkpoints.between(after, upTo),
    }))
    walk.expect(stored)
    if (!records.every(walk.take)) break
    after = upTo
    await control.step(after, total)
  }
  return walk.finding()
}

function recordOf({ whole, records, provenUpTo, fault }: TrailFinding): AuditEntry {
  const result = whole ? 'whole' : 'altered'
  const place = fault === null ? {} : { fault: fault.kind, record: fault.first }
  return { action: 'audit.verified', subject: about('Audit trail'), details: { result, records, provenUpTo, ...place } }
}

function about(name: string): AuditEntry['subject'] {
  return { kind: 'audit', id: 'audit', name }
}

function forged(): DeskError {
  const message =
    'This checkpoint does not fit its signature: it was altered, or is not signed. Take it from where it was kept.'
  return new DeskError({ code: 'INVALID_INPUT', reason: 'checkpoint-forged', message })
}
