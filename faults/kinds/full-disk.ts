import { type Fault, momentOf } from '../fault.ts'
import { Refused } from '../subject.ts'

/** Answers in vain after which the disk has been full for long enough. */
const IN_VAIN = 12
const LONGEST_FULL_MS = 1_500

/** The disk fills up under a running desk, which goes on once there is room; or it is killed and started while it is full. */
export const fullDisk: Fault = {
  name: 'full disk',
  appliesTo: ({ disk }) => disk !== null || 'the database has a disk of its own',
  async happen({ trial: { subject, work } }, choices) {
    const { disk } = subject
    if (disk === null) throw new Error('There is no disk to fill.')
    const problems: string[] = []
    const { operations } = momentOf(choices)
    const isKilled = choices.below(2) === 1
    const working = work()
    await working.acknowledged(operations)
    disk.fill(subject.pid())
    await working.inVain(IN_VAIN, LONGEST_FULL_MS)
    if (isKilled) {
      await subject.kill()
      await working.end()
      let begun = performance.now()
      const refused = await startOrRefused(subject.start)
      if (refused !== null && refused.failure.code !== 'STORE_UNREACHABLE')
        problems.push(`on a full disk the start was refused by ${refused.message}`)
      disk.makeRoom(subject.pid())
      if (refused !== null) {
        begun = performance.now()
        await subject.start()
      }
      const recoveryMs = performance.now() - begun
      const said = refused === null ? 'started all the same' : `refused: ${refused.failure.message}`
      return { recoveryMs, words: `killed while full, ${said}`, problems }
    }
    disk.makeRoom(subject.pid())
    const begun = performance.now()
    await working.acknowledged(3)
    const recoveryMs = performance.now() - begun
    await working.end()
    return { recoveryMs, words: `after ${operations} operations`, problems }
  },
}

export async function startOrRefused(start: () => Promise<void>): Promise<Refused | null> {
  try {
    await start()
    return null
  } catch (error) {
    if (error instanceof Refused) return error
    throw error
  }
}
