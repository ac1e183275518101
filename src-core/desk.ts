import type { DeskEvent } from '../src-shared/contract/events.ts'
import type { Reply } from '../src-shared/errors.ts'

/** One question to the desk, from whichever door. `session` is the operator's secret, or null before sign-in. */
export interface DeskRequest {
  readonly name: unknown
  readonly input: unknown
  readonly session: string | null
  /** Where the question came from. Doors of this machine itself give none. */
  readonly origin?: Origin
  /**
   * By which a change is known again: with the same key and input it is carried out once, and answered alike, however
   * often it arrives. Calls that change nothing take no notice of it.
   */
  readonly changeKey?: string
}

/** Where a question to the service came from. */
export interface Origin {
  /** The network address of who asks, null where it is not known. */
  readonly address: string | null
  /** What the program that asks calls itself, as far as it says. */
  readonly client?: string | null
}

/** The desk where the service opens it: APIs and gateways ask it, too. */
export interface ServiceDesk extends Desk {
  /**
   * Makes a code for the first run, as ASCII bytes, for whoever starts the service to read. Null where the store has its
   * first administrator already, or the desk was opened such that nobody needs a code.
   */
  makeSetupCode(): Promise<Uint8Array | null>
  /** Answers one call of `src-shared/contract/gate.ts`, behind which no operator stands. Never rejects. */
  askGate(request: Omit<DeskRequest, 'session' | 'changeKey'>): Promise<Reply>
  /** Takes the copy of another store into this one, which is empty: all of its lines or nothing. Never rejects. */
  receiveStore(copy: { readonly lines: AsyncIterable<unknown>; readonly origin?: Origin }): Promise<Reply>
}

/** The application service, as every door sees it: in this process, in a worker thread, or over HTTPS. */
export interface Desk {
  /** Answers one call of the contract. Never rejects: every refusal is a Reply. */
  call(request: DeskRequest): Promise<Reply>
  /** Hears every announcement until the returned function is called. */
  listen(listener: (event: DeskEvent) => void): () => void
  /** Finishes what is under way, writes what is buffered, and gives the store up. */
  close(): Promise<void>
}
