import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { z } from 'zod'
import type { Log } from '../src-core/ports.ts'

/** A small JSON file of this account's own. Losing it costs convenience, so nothing here ever throws. */
export interface PrivateFile<T> {
  /** What the file says, or null where it is missing or does not say what it should. */
  read(): T | null
  /** Replaces the file whole or not at all. */
  write(value: T): void
  remove(): void
}

export function privateFile<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  log: Log,
): PrivateFile<z.output<Schema>> {
  const attempt = <T>(what: string, work: () => T): T | null => {
    try {
      return work()
    } catch (error) {
      if (!isMissing(error)) log.error(`${path} could not be ${what}.`, error)
      return null
    }
  }
  return {
    read() {
      const content = attempt('read', () => JSON.parse(readFileSync(path, 'utf8')) as unknown)
      if (content === null) return null
      const parsed = schema.safeParse(content)
      if (parsed.success) return parsed.data
      log.warn(`${path} does not say what it should and is passed over.`)
      return null
    },
    write(value) {
      attempt('written', () => {
        writeFileSync(`${path}.new`, JSON.stringify(value), { mode: 0o600, flush: true })
        renameSync(`${path}.new`, path)
      })
    },
    remove() {
      attempt('removed', () => rmSync(path, { force: true }))
    },
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
