import { execFileSync } from 'node:child_process'
import { chmodSync, closeSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** A folder on which the disk can become full, and which can become read-only. */
export interface Disk {
  readonly folder: string
  /** How it is done here, in words for the table. */
  readonly fills: string
  readonly closes: string
  /** Leaves no room. The process may still write into room that its files have already. */
  fill(pid: number): void
  makeRoom(pid: number): void
  /** Only while no process has it open. */
  makeReadOnly(): void
  makeWritable(): void
  dispose(): void
}

/**
 * A small disk of its own in memory where mounts are allowed; else a plain folder, whose process is kept from
 * writing beyond the present size of the files, and which is closed by its permissions.
 */
export function makeDisk(folder: string): Disk {
  mkdirSync(folder, { mode: 0o700 })
  return mounted(folder) ? smallDisk(folder) : plainFolder(folder)
}

const DISK_MIB = 64

function mounted(folder: string): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m,mode=0700`, 'token-desk-faults', folder], QUIETLY)
    return true
  } catch {
    return false
  }
}

function smallDisk(folder: string): Disk {
  const ballast = join(folder, 'ballast')
  const remount = (how: 'ro' | 'rw') => execFileSync('mount', ['-o', `remount,${how}`, folder], QUIETLY)
  return {
    folder,
    fills: `tmpfs of ${DISK_MIB} MiB`,
    closes: 'tmpfs, mounted read-only',
    fill() {
      const file = openSync(ballast, 'a')
      try {
        for (const size of [1024 * 1024, 4096]) writeUntilFull(file, Buffer.alloc(size))
      } finally {
        closeSync(file)
      }
    },
    makeRoom: () => rmSync(ballast, { force: true }),
    makeReadOnly: () => void remount('ro'),
    makeWritable: () => void remount('rw'),
    // Lazily: the end of a process that had it open may still be under way.
    dispose: () => void execFileSync('umount', ['-l', folder], QUIETLY),
  }
}

function writeUntilFull(file: number, piece: Uint8Array): void {
  try {
    for (;;) writeSync(file, piece)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  }
}

function plainFolder(folder: string): Disk {
  const limit = (pid: number, bytes: string) => {
    if (pid !== 0) execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`], QUIETLY)
  }
  const size = (name: string) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0
  return {
    folder,
    fills: 'limit on file sizes',
    closes: process.getuid?.() === 0 ? 'skipped: permissions do not stop root' : 'permissions of the folder',
    fill: (pid) => limit(pid, String(Math.max(size('token-desk.sqlite'), size('token-desk.sqlite-wal')))),
    makeRoom: (pid) => limit(pid, 'unlimited'),
    makeReadOnly: () => chmodSync(folder, 0o500),
    makeWritable: () => chmodSync(folder, 0o700),
    dispose: () => {},
  }
}

const QUIETLY = { stdio: 'ignore' } as const
