import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Log } from '../../src-core/ports.ts'
import { type Checkpoint, checkpoint } from '../../src-shared/schemas/checkpoints.ts'
import { type PrivateFile, privateFile } from '../private-file.ts'
import type { Connection } from '../store/connection.ts'

/** The latest checkpoint of the store in a folder, where it can be read while another store is used. */
export function latestCheckpointIn(folder: string, log: Log): PrivateFile<Checkpoint> {
  return privateFile(join(folder, 'latest-checkpoint.json'), checkpoint, log)
}

/**
 * Gives the latest checkpoint of the local store to the service that somebody has just signed in to: whoever can write
 * this computer's store cannot take it away there. One that is not signed would prove nothing there.
 */
export async function handInCheckpoint(connection: Pick<Connection, 'ask'>, folder: string, log: Log): Promise<void> {
  const latest = latestCheckpointIn(folder, log).read()
  if (latest === null || latest.signature === undefined) return
  const reply = await connection.ask('audit.receiveCheckpoint', { checkpoint: latest, storeName: hostname() })
  // An older service knows nothing of it, and that is no reason to trouble anybody.
  if (!reply.ok) log.warn('The checkpoint of the local store was not handed in.', { code: reply.error.code })
}
