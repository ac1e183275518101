import { vi } from 'vitest'
import type { StoreSchema } from '../schema.ts'
import { openFiles } from '../sqlite/open.ts'
import { makeFolder, removeFolder, silentLog, testClock } from '../testing/store-fixture.ts'
import { tokenLists } from '../testing/suites/token-list.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

tokenLists(async () => {
  const folder = makeFolder()
  const opened = await openFiles({ folder, clock: testClock(), log: silentLog })
  return {
    writer: opened.kyselyOver<StoreSchema>(opened.writer),
    reader: opened.kyselyOver<StoreSchema>(opened.reader),
    async close() {
      opened.close({ clean: true })
      removeFolder(folder)
    },
  }
})
