import type { Bridge } from '../../src-shared/bridge.ts'
import type { Call } from '../../src-shared/contract/calls.ts'
import type { PageCalls } from '../../src-shared/contract/desktop.ts'
import { type PageEvent, pageEvent } from '../../src-shared/contract/events.ts'
import { DeskError, reply } from '../../src-shared/errors.ts'

declare global {
  interface Window {
    readonly tokenDesk: Bridge
  }
}

/** The application outside the page, typed by the contract. */
export interface DeskClient {
  /** Asks for one call. Rejects with DeskError, and with nothing else. */
  readonly call: Call<PageCalls>
  /** Hears every announcement until the returned function is called. */
  listen(listener: (event: PageEvent) => void): () => void
}

/** Wraps the bridge: refusals, which travel as plain data, become DeskError again here. */
export function connect(bridge: Bridge): DeskClient {
  return {
    call: async (name, input) => {
      const answer = reply.safeParse(await bridge.call(name, input).catch(() => undefined))
      if (!answer.success) throw new DeskError({ code: 'INTERNAL', message: 'Token Desk did not answer.' })
      if (!answer.data.ok) throw new DeskError(answer.data.error)
      return answer.data.value as never
    },
    listen: (listener) =>
      bridge.listen((announcement) => {
        const event = pageEvent.safeParse(announcement)
        if (event.success) listener(event.data)
      }),
  }
}

/** Any thrown value as a DeskError: what is not one already is a bug and shows as INTERNAL. */
export function asDeskError(error: unknown): DeskError {
  if (error instanceof DeskError) return error
  return new DeskError({ code: 'INTERNAL', message: 'Something went wrong.' }, { cause: error })
}
