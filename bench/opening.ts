import Database from 'better-sqlite3'
import { openDesk } from '../src-core/open-desk.ts'
import { storeFiles } from '../src-core/store/sqlite/store-files.ts'
import type { BenchData } from './data.ts'
import { interleaved, inWords } from './samples.ts'
import type { BenchLine } from './table.ts'

const ROUNDS = 10

/** Opening the store and giving it up again, against opening the bare file and reading one row. */
export async function openingLines(data: BenchData): Promise<BenchLine[]> {
  const folder = data.copy()
  const measured = await interleaved(
    {
      desk: async () => {
        const desk = await openDesk({ folder })
        await desk.close()
      },
      bare: () => {
        const database = new Database(storeFiles(folder).store)
        database.prepare('select id from tokens limit 1').get()
        database.close()
      },
    },
    { rounds: ROUNDS },
  )
  return [
    {
      what: 'open the store and close it',
      measured: inWords(measured.desk.median),
      reference: `${inWords(measured.bare.median)} bare file`,
      budget: '–',
      verdict: 'no budget',
      note: `p95 ${inWords(measured.desk.p95)}`,
    },
  ]
}
