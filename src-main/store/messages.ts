import type { DeskRequest } from '../../src-core/desk.ts'
import type { KeyRing, KeyRingStatus } from '../../src-core/ports.ts'
import type { DeskEvent } from '../../src-shared/contract/events.ts'
import type { Failure, Reply } from '../../src-shared/errors.ts'
import type { KeychainProblem } from '../../src-shared/schemas/policy.ts'

/** What main tells the worker in which the desk runs. Plain data only. */
export type ToWorker =
  | { readonly kind: 'call'; readonly id: number; readonly request: DeskRequest }
  | { readonly kind: 'key-ring'; readonly id: number; readonly answer: KeyRingAnswer }
  | { readonly kind: 'close' }

/** What the worker tells main. The first message is `opened` or `refused`; after `refused` or `closed` it ends. */
export type FromWorker =
  | { readonly kind: 'opened' }
  | { readonly kind: 'refused'; readonly error: Failure }
  | { readonly kind: 'reply'; readonly id: number; readonly reply: Reply }
  | { readonly kind: 'event'; readonly event: DeskEvent }
  | { readonly kind: 'key-ring'; readonly id: number; readonly asks: keyof KeyRing }
  | {
      readonly kind: 'log'
      readonly level: 'info' | 'warn'
      readonly message: string
      readonly facts: Readonly<Record<string, string | number | boolean>>
    }
  | { readonly kind: 'bug'; readonly message: string; readonly error: PlainError }
  | { readonly kind: 'closed' }

/** What the keychain answered: only main can ask it. */
export type KeyRingAnswer =
  | { readonly kind: 'status'; readonly status: KeyRingStatus }
  | { readonly kind: 'key'; readonly key: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'refused'; readonly problem: KeychainProblem }

/** What the worker is started with. */
export interface WorkerStart {
  readonly folder: string
  /** Of this program, which services are told. */
  readonly version: string
}

/** An error on its way between threads, which keep no classes. */
export interface PlainError {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly cause: PlainError | undefined
}

const DEEPEST_CAUSE = 5

export function toPlainError(error: unknown, depth = 0): PlainError {
  if (!(error instanceof Error))
    return { name: 'Error', message: `Thrown: ${typeof error}`, stack: undefined, cause: undefined }
  const hasCause = error.cause !== undefined && depth < DEEPEST_CAUSE
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    cause: hasCause ? toPlainError(error.cause, depth + 1) : undefined,
  }
}

export function fromPlainError(plain: PlainError): Error {
  const error = new Error(plain.message, plain.cause === undefined ? {} : { cause: fromPlainError(plain.cause) })
  error.name = plain.name
  if (plain.stack !== undefined) error.stack = plain.stack
  return error
}
