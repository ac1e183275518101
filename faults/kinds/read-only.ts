import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Fault, momentOf } from '../fault.ts'
import { startOrRefused } from './full-disk.ts'

/** The folder is read-only when the desk is started: it says so, leaves the file alone, and starts once it may write. */
export const readOnly: Fault = {
  name: 'read-only folder',
  appliesTo: ({ disk }) => {
    if (disk === null) return 'the database has a folder of its own'
    return disk.closes.startsWith('skipped') ? disk.closes : true
  },
  async happen({ trial: { subject, work } }, choices) {
    const { disk } = subject
    if (disk === null) throw new Error('There is no folder to close.')
    const problems: string[] = []
    const { operations } = momentOf(choices)
    const working = work()
    await working.acknowledged(operations)
    const isKilled = choices.below(2) === 1
    if (isKilled) await subject.kill()
    await working.end()
    if (!isKilled) await subject.stop()
    const before = digestOf(disk.folder)
    disk.makeReadOnly()
    const refused = await startOrRefused(subject.start)
    if (refused === null) {
      problems.push('on a read-only folder the desk opened the store')
      await subject.kill()
    } else if (!/read-only/.test(refused.failure.message)) problems.push(`on a read-only folder: ${refused.message}`)
    disk.makeWritable()
    if (digestOf(disk.folder) !== before) problems.push('a start that was refused changed the file')
    const begun = performance.now()
    await subject.start()
    const words = `${isKilled ? 'killed' : 'stopped'} before`
    return { recoveryMs: performance.now() - begun, words, problems }
  },
}

function digestOf(folder: string): string {
  return hash('sha256', readFileSync(join(folder, 'token-desk.sqlite')))
}
