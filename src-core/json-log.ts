import pino from 'pino'
import type { Log } from './ports.ts'

/** Where the lines of a log go. */
export interface LogDestination {
  write(line: string): void
}

const DEEPEST_CAUSE = 5

/**
 * A log of one JSON object a line, written to `destination` for as long as it is open. Whatever looks like a secret is
 * taken out of every line.
 */
export function jsonLog(destination: LogDestination, isOpen: () => boolean = () => true): Log {
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

/**
 * Takes out whatever looks like a secret or a longer piece of one: a last resort, because nothing that is given to the
 * log should hold any. Record ids and the hints by which people know a token are shorter and stay.
 */
export function withoutSecrets(text: string): string {
  return text.replaceAll(/td[a-z]_[0-9A-Za-z]{8,}/g, '[secret]')
}

/** An error as text. Only what an Error always has is taken: other properties may hold what was being worked on. */
function textOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return `Something that is no error was thrown: ${typeof error}`
  const head = `${error.name}: ${error.message}`
  const stack = error.stack?.includes(error.message) ? error.stack : `${head}\n${error.stack ?? ''}`.trimEnd()
  if (error.cause === undefined || depth === DEEPEST_CAUSE) return stack
  return `${stack}\nCaused by: ${textOf(error.cause, depth + 1)}`
}
