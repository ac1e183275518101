import type { Log } from '../../src-core/ports.ts'

/** A log that a test can read: one text a line, errors with their message. */
export function memoryLog(): Log & { readonly lines: readonly string[] } {
  const lines: string[] = []
  const line = (level: string, message: string, facts: object = {}) =>
    void lines.push(`${level} ${message} ${JSON.stringify(facts)}`)
  return {
    lines,
    info: (message, facts) => line('info', message, facts),
    warn: (message, facts) => line('warn', message, facts),
    error: (message, error) => void lines.push(`error ${message} ${String(error)}`),
  }
}
