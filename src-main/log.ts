import { chmodSync, existsSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import type { Log } from '../src-core/ports.ts'
import { makeFolder } from '../src-core/store/make-folder.ts'

/** The log of the desktop, which is a file. */
export interface FileLog extends Log {
  /** Gives the file up. What is written afterwards is dropped. */
  close(): void
}

const LARGEST_BYTES = 1024 * 1024
const OLDER_FILES_KEPT = 3
const DEEPEST_CAUSE = 5

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
    ...logTo(destination, () => open),
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
    ...logTo(pino.destination({ dest: 2, sync: true }), () => open),
    close() {
      open = false
    },
  }
}

/**
 * Takes out whatever looks like a secret or a longer piece of one: a last resort, because nothing that is given to the
 * log should hold any. Record ids and the hints by which people know a token are shorter and stay.
 */
export function withoutSecrets(text: string): string {
  return text.replaceAll(/td[a-z]_[0-9A-Za-z]{8,}/g, '[secret]')
}

function logTo(destination: pino.DestinationStream, isOpen: () => boolean): Log {
  const logger = pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      hooks: { streamWrite: withoutSecrets },
    },
    destination,
  )
  const written = new WeakSet<object>()
  return {
    info: (message, facts = {}) => void (isOpen() && logger.info(facts, message)),
    warn: (message, facts = {}) => void (isOpen() && logger.warn(facts, message)),
    error(message, error) {
      if (!isOpen()) return
      const isObject = typeof error === 'object' && error !== null
      // The same error can reach several catchers on its way; its stack is wanted once.
      if (isObject && written.has(error)) return
      if (isObject) written.add(error)
      logger.error({ error: textOf(error) }, message)
    },
  }
}

/** An error as text. Only what an Error always has is taken: other properties may hold what was being worked on. */
function textOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return `Something that is no error was thrown: ${typeof error}`
  const head = `${error.name}: ${error.message}`
  const stack = error.stack?.includes(error.message) ? error.stack : `${head}\n${error.stack ?? ''}`.trimEnd()
  if (error.cause === undefined || depth === DEEPEST_CAUSE) return stack
  return `${stack}\nCaused by: ${textOf(error.cause, depth + 1)}`
}

function rotate(file: string, largestBytes: number): void {
  if (!existsSync(file) || statSync(file).size <= largestBytes) return
  for (let number = OLDER_FILES_KEPT - 1; number >= 1; number--) {
    if (existsSync(`${file}.${number}`)) renameSync(`${file}.${number}`, `${file}.${number + 1}`)
  }
  renameSync(file, `${file}.1`)
}
