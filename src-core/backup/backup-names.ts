import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileTime } from '../store/sqlite/store-files.ts'

/** What a backup is called that was made at this time: in the order of their names they are in the order of time. */
export function backupName(at: number): string {
  return `token-desk-${fileTime(at)}.age`
}

const NAME = /^token-desk-\d{8}T\d{6}Z\.age$/
const UNFINISHED = /^token-desk-\d{8}T\d{6}Z\.age\.unfinished$/

/** A file in a folder that goes by the name of a backup. */
export interface ListedBackup {
  readonly file: string
  readonly bytes: number
  readonly changedAt: number
}

/** The latest first. */
export async function listBackups(folder: string): Promise<ListedBackup[]> {
  const names = (await readdir(folder)).filter((name) => NAME.test(name)).sort()
  const listed = await Promise.all(
    names.reverse().map(async (name) => {
      const file = join(folder, name)
      const { size, mtimeMs } = await stat(file)
      return { file, bytes: size, changedAt: mtimeMs }
    }),
  )
  return listed
}

/** Deletes all but the latest ones, and what was left of others that were never finished. Answers how many backups went. */
export async function keepLatest(folder: string, count: number): Promise<number> {
  const tooMany = (await listBackups(folder)).slice(count)
  const unfinished = (await readdir(folder)).filter((name) => UNFINISHED.test(name))
  for (const path of [...tooMany.map(({ file }) => file), ...unfinished.map((name) => join(folder, name))])
    await rm(path, { force: true })
  return tooMany.length
}
