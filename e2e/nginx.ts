import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * The path of an nginx, or undefined. Where none is installed, Debian's package is fetched and unpacked into a folder of
 * the project: installing it would start a server for the whole machine.
 */
export async function findNginx(): Promise<string | undefined> {
  const unpacked = join(import.meta.dirname, '../node_modules/.cache/token-desk/nginx')
  const candidates = ['nginx', '/usr/sbin/nginx', '/usr/local/sbin/nginx', join(unpacked, 'usr/sbin/nginx')]
  const found = await firstThatRuns(candidates)
  if (found !== undefined || !existsSync('/usr/bin/apt-get')) return found
  try {
    await mkdir(unpacked, { recursive: true })
    await fetchPackage(unpacked)
    const archive = (await readdir(unpacked)).find((name) => name.endsWith('.deb'))
    if (archive !== undefined) await run('dpkg-deb', ['-x', join(unpacked, archive), unpacked])
  } catch {
    return undefined
  }
  return firstThatRuns(candidates)
}

async function firstThatRuns(candidates: readonly string[]): Promise<string | undefined> {
  for (const path of candidates)
    try {
      await run(path, ['-v'])
      return path
    } catch {}
  return undefined
}

async function fetchPackage(folder: string): Promise<void> {
  const download = () => run('apt-get', ['-q', 'download', 'nginx'], { cwd: folder, timeout: 120_000 })
  try {
    await download()
  } catch {
    // The list of packages at hand may be missing or too old.
    await run('apt-get', ['-q', 'update'], { timeout: 120_000 })
    await download()
  }
}
