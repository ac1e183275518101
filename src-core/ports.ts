import type { KeychainProblem } from '../src-shared/schemas/policy.ts'

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

/**
 * Where the key lies that opens kept values (MP-10): the operating system's keychain. Asking can take as long as a person
 * takes to unlock it, so it is never asked inside a transaction.
 */
export interface KeyRing {
  /** Whether there is a keychain to ask, without asking anybody to unlock it. */
  status(): Promise<KeyRingStatus>
  /**
   * This installation's own key, 32 bytes, made on first use. Whoever asked zeroes it.
   *
   * @throws {DeskError} POLICY with the reason `no-keychain` where it cannot be had; the message says why.
   */
  key(): Promise<Uint8Array>
}

export type KeyRingStatus =
  | { readonly available: true }
  | { readonly available: false; readonly problem: KeychainProblem }
