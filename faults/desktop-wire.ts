import type { DeskRequest } from '../src-core/desk.ts'
import type { Failure, Reply } from '../src-shared/errors.ts'

/** What the harness tells the desktop's desk in its process, and what it hears. */
export type ToDesktop = { readonly id: number; readonly request: DeskRequest } | 'close'
export type FromDesktop =
  | { readonly opened: true }
  | { readonly refused: Failure }
  | { readonly id: number; readonly reply: Reply }
