import { makeBackupFile } from '../make-backup.ts'
import { restoreBackup } from '../restore-backup.ts'
import { makeWhole, type ThreadTask } from '../threaded.ts'

/**
 * Makes or restores a backup as soon as it is told which, and says when it begins and when it is done: a process that its
 * parent kills at any moment in between.
 */
process.once('message', async (task: ThreadTask) => {
  process.send?.('begun')
  try {
    if (task.kind === 'make') await makeWhole(task.order, async () => {}, makeBackupFile)
    if (task.kind === 'restore') await restoreBackup(task.order)
    process.send?.('done')
  } catch (error) {
    process.send?.({ problem: error instanceof Error ? error.message : String(error) })
  }
  process.disconnect()
})
process.send?.('ready')
