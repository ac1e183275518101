import { DeskError } from '../../src-shared/errors.ts'
import type { CopyRepository, Store } from '../store/store.ts'
import { type CopyOptions, type CopyOutcome, countsBehind, NOTHING, pagesBehind } from './copy-store.ts'
import type { ReceivingService } from './receiving-service.ts'

/**
 * What copying a store to a service would bring. Changes nothing on either side.
 *
 * @throws {DeskError} CONFLICT (`server-not-empty`, `trail-begun`) where it cannot be copied there, INVALID_INPUT for a
 *   wrong setup code, and what stands in the way to the service.
 */
export function previewSending(
  from: Pick<Store, 'read'>,
  to: ReceivingService,
  setupCode?: string,
): Promise<CopyOutcome> {
  return from.read(async ({ copying }) => {
    const trail = await trailOf(copying)
    // Somebody is signed in here, so that there is a record at least.
    switch (await to.compare(trail, setupCode)) {
      case 'same':
        return { outcome: 'same', counts: NOTHING }
      case 'ahead':
        return { outcome: 'ahead', counts: NOTHING }
      case 'empty':
        return { outcome: 'copied', counts: await countsBehind(copying, 0) }
      case 'begun':
        throw new DeskError({ code: 'CONFLICT', reason: 'trail-begun', message: TRAIL_BEGUN })
      case 'other':
        throw new DeskError({ code: 'CONFLICT', reason: 'server-not-empty', message: SERVER_NOT_EMPTY })
    }
  })
}

/**
 * Copies a store to an empty service, all of it or nothing, as `copyStore` does: everything under the ids that it has, the
 * audit trail with its hashes. Work at the store goes on meanwhile; what is done after the copy has begun is not in it.
 *
 * @throws {DeskError} as `previewSending`, and CANCELLED.
 */
export function sendStore(
  from: Pick<Store, 'read'>,
  to: ReceivingService,
  setupCode: string,
  options: Required<Pick<CopyOptions, 'onProgress' | 'signal'>>,
): Promise<void> {
  return from.read(async ({ copying }) => {
    const counts = await countsBehind(copying, 0)
    const head = { setupCode, trail: await trailOf(copying) }
    await to.receive(head, pagesBehind(copying, 0, counts, options), options.signal)
  })
}

async function trailOf(copying: CopyRepository) {
  const { records, hash } = await copying.trail()
  return { records, hash: Buffer.from(hash).toString('hex') }
}

const TRAIL_BEGUN =
  'Somebody has tried a wrong setup code at this server, and that is on record there, so that it is not empty any more. Have the service started with an empty database, and copy then.'
const SERVER_NOT_EMPTY =
  'This server has a store of its own, or an earlier copy of this one. Only an empty server can be copied to. What came since an earlier copy is brought by “token-desk store copy” on the server’s own machine.'
