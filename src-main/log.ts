import { chmodSync, existsSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import { jsonLog } from '../src-core/json-log.ts'
import type { Log } from '../src-core/ports.ts'
import { makeFolder } from '../src-core/store/sqlite/make-folder.ts'

/** The log of the desktop, which is a file. */
export interface FileLog extends Log {
  /** Gives the file up. What is written afterwards is dropped. */
  close(): void
}

const LARGEST_BYTES = 1024 * 1024
const OLDER_FILES_KEPT = 3

/**
 * Opens `<data folder>/logs/token-desk.log`, one JSON object a line, readable by this account only. A file that has
 * outgrown `largestBytes` is put aside first as `token-desk.log.1`; three older ones are kept. Lines are written at
 * once, so that the last one before a crash is there.
 *
 * @throws where the file cannot be opened.
 */
export function openFileLog(dataFolder: string, { largestBytes = LARGEST_BYTES } = {}): FileLog {
  const folder = join(dataFolder, 'logs')
  const file = join(folder, 'token-desk.log')
  makeFolder(folder)
  rotate(file, largestBytes)
  const destination = pino.destination({ dest: file, sync: true, append: true, mode: 0o600 })
  // A log that cannot be written, on a full disk say, must not stop the desk.
  destination.on('error', () => {})
  if (process.platform !== 'win32') chmodSync(file, 0o600)
  let open = true
  return {
    ...jsonLog(destination, () => open),
    close() {
      if (!open) return
      open = false
      destination.end()
    },
  }
}

/** The log where no file can be opened: the same lines on standard error. */
export function openErrorStreamLog(): FileLog {
  let open = true
  return {
    ...jsonLog(pino.destination({ dest: 2, sync: true }), () => open),
    close() {
      open = false
    },
  }
}

function rotate(file: string, largestBytes: number): void {
  if (!existsSync(file) || statSync(file).size <= largestBytes) return
  for (let number = OLDER_FILES_KEPT - 1; number >= 1; number--) {
    if (existsSync(`${file}.${number}`)) renameSync(`${file}.${number}`, `${file}.${number + 1}`)
  }
  renameSync(file, `${file}.1`)
}
