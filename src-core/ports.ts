/** The time, as milliseconds since 1970. Passed in, so that tests decide what time it is. */
export interface Clock {
  now(): number
}

/** Unpredictable bytes from a cryptographic source. */
export interface Random {
  bytes(count: number): Uint8Array
}

/** Where what went wrong is written. Never given an input, an answer or a secret. */
export interface Log {
  info(message: string, facts?: Readonly<Record<string, string | number | boolean>>): void
  warn(message: string, facts?: Readonly<Record<string, string | number | boolean>>): void
  /** A bug: its message and stack are kept, once. */
  error(message: string, error: unknown): void
}
