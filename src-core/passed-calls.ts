import { z } from 'zod'
import type { Job } from '../src-shared/contract/jobs.ts'
import { DeskError, type Reply } from '../src-shared/errors.ts'
import { bulkId, importId, jobId } from '../src-shared/schemas/ids.ts'
import type { DeskRequest } from './desk.ts'
import type { Log } from './ports.ts'
import { toJson } from './remote/to-json.ts'
import type { Instances } from './store/store.ts'

/**
 * What a session prepares (a file of people, the tokens of a bulk change) and its jobs stay in the memory of the instance
 * where they were begun: it is much, it is somebody's data, and none of it belongs into the store before it is carried
 * out. Another instance that is asked about it passes the call on, whole, and the one that has it answers as if it had
 * been asked. With an instance its work is lost: its jobs have failed.
 *
 * @param callHere answers a call with what is here.
 */
export function passingOn(
  instances: Instances,
  callHere: (request: DeskRequest) => Promise<Reply>,
  log: Log,
): (request: DeskRequest) => Promise<Reply> {
  const callAndClaim = async (request: DeskRequest): Promise<Reply> => {
    const reply = await callHere(request)
    const name = String(request.name)
    if (reply.ok && Object.hasOwn(BEGINS, name)) await instances.claim(idsIn(reply.value), BEGINS[name] ?? null)
    return reply
  }
  instances.serve(async (text) => toJson(await callAndClaim(JSON.parse(text) as DeskRequest)))

  return async (request) => {
    const id = GOES_ON.has(String(request.name)) ? idIn(request.input) : undefined
    // Who is nobody learns nothing, and costs nothing.
    if (id === undefined || request.session === null) return guarded(() => callAndClaim(request))
    return guarded(async () => {
      const place = await instances.whereIs(id)
      if (place.is === 'elsewhere') return JSON.parse(await instances.passOn(place, JSON.stringify(request))) as Reply
      const reply = await callAndClaim(request)
      const isMissing = !reply.ok && reply.error.code === 'NOT_FOUND'
      if (place.is !== 'lost' || request.name !== 'jobs.get' || place.jobKind === null || !isMissing) return reply
      return { ok: true, value: lostJob(id, place.jobKind) }
    })
  }

  async function guarded(work: () => Promise<Reply>): Promise<Reply> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof DeskError) return { ok: false, error: error.toFailure() }
      log.error('A call could not be passed on.', error)
      return { ok: false, error: { code: 'INTERNAL', message: 'Something went wrong. The log has the details.' } }
    }
  }
}

/** Calls that begin something which later calls go on with, and the kind of the job that they start. */
const BEGINS: Readonly<Record<string, Job['kind'] | null>> = {
  'imports.begin': null,
  'imports.prepare': 'import-preview',
  'imports.start': 'import',
  'tokens.prepareBulk': 'bulk-preview',
  'tokens.startBulk': 'bulk',
  'tokens.undoBulk': 'bulk',
  'store.check': 'store-check',
  'audit.verify': 'audit-check',
}

/** Calls that go on with something, by the id in their input. */
const GOES_ON: ReadonlySet<string> = new Set([
  'imports.append',
  'imports.inspect',
  'imports.prepare',
  'imports.preview',
  'imports.lines',
  'imports.start',
  'imports.discard',
  'tokens.previewBulk',
  'tokens.startBulk',
  'tokens.undoBulk',
  'tokens.discardBulk',
  'jobs.get',
  'jobs.cancel',
])

/** Nothing else is looked for: it may be a secret in the wrong place, and the database may log what it is asked. */
const workId = z.union([jobId, importId, bulkId])

function idIn(input: unknown): string | undefined {
  const id = typeof input === 'object' && input !== null && 'id' in input ? input.id : undefined
  return typeof id === 'string' && workId.safeParse(id).success ? id : undefined
}

function idsIn(value: unknown): string[] {
  const { id, jobId } = value as { readonly id?: string; readonly jobId?: string }
  return [id, jobId].filter((each) => each !== undefined)
}

function lostJob(id: string, kind: string): Job {
  return {
    id: id as Job['id'],
    kind: kind as Job['kind'],
    state: 'failed',
    completed: 0,
    total: null,
    error: {
      code: 'STORE_UNREACHABLE',
      reason: 'instance-lost',
      message: 'The instance of the service that worked on this has stopped. Look at what is there, and start again.',
    },
  }
}
