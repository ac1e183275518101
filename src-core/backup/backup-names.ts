import { readdir, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
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

/**
 * Deletes all but the latest ones, and what was left of others that were never finished. Answers how many backups went.
 *
 * @param among the names of those that count; without it all do.
 */
export async function keepLatest(folder: string, count: number, among?: ReadonlySet<string>): Promise<number> {
  const counted = (await listBackups(folder)).filter(({ file }) => among === undefined || among.has(basename(file)))
  const tooMany = counted.slice(count).map(({ file }) => file)
  for (const path of [...tooMany, ...(await abandonedIn(folder))]) await rm(path, { force: true })
  return tooMany.length
}

/** A younger one may be in the making. */
const ABANDONED_AFTER_MS = 24 * 60 * 60_000

async function abandonedIn(folder: string): Promise<string[]> {
  const abandoned: string[] = []
  for (const name of await readdir(folder)) {
    if (!UNFINISHED.test(name)) continue
    const file = join(folder, name)
    // It may have been finished since.
    const changedAt = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => Number.POSITIVE_INFINITY,
    )
    if (Date.now() - changedAt >= ABANDONED_AFTER_MS) abandoned.push(file)
  }
  return abandoned
}
