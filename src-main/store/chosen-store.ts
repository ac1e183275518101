import type { Desk } from '../../src-core/desk.ts'
import type { Clock, KeyRing, Log } from '../../src-core/ports.ts'
import { remoteDesk } from '../../src-core/remote/remote-desk.ts'
import type { Trust } from '../../src-core/remote/service-agent.ts'
import type { PageEvent } from '../../src-shared/contract/events.ts'
import type { Failure } from '../../src-shared/errors.ts'
import type { Timers } from '../timers.ts'
import { openLocalDesk } from './local.ts'
import { openRemoteStore } from './remote-store.ts'

/** Which store the window works on: the one of this data folder, or that of a service. */
export type StoreChoice =
  | { readonly kind: 'local' }
  | {
      readonly kind: 'remote'
      readonly address: string
      /** Of this program, which the service is told. */
      readonly version: string
      /** Null for the authorities that the system knows. */
      readonly trust: Trust | null
    }

/** What opening any of them may need. */
export interface OpeningOptions {
  readonly local: { readonly folder: string; readonly workerUrl: URL; readonly version: string }
  readonly log: Log
  readonly clock: Clock
  readonly timers: Timers
  readonly keyRing: KeyRing
  announce(event: PageEvent): void
  /** The connection to a service is lost, is tried, or is there again. */
  onLinkChanged(): void
}

/**
 * Opens the store of this choice. `onStart` is given what ends the opening, where that waits for somebody else;
 * `onFailed` hears when an open store cannot be used any more.
 *
 * @throws {DeskError} where the store cannot be used, with the reason.
 */
export function openChosenStore(
  { local, log, clock, timers, keyRing, announce, onLinkChanged }: OpeningOptions,
  choice: StoreChoice,
  { onStart, onFailed }: { onStart(stop: () => void): void; onFailed(error: Failure): void },
): Promise<Desk> {
  onStart(() => {})
  switch (choice.kind) {
    case 'local':
      return openLocalDesk({
        ...local,
        log,
        clock,
        timers,
        keyRing,
        onRestarted: () => announce({ name: 'store.restarted' }),
        onFailed,
      })
    case 'remote': {
      const { address, version, trust } = choice
      const desk = remoteDesk({ origin: address, version, ...(trust === null ? {} : { trust }) })
      onStart(() => void desk.close())
      return openRemoteStore({ desk, clock, timers, log, onLinkChanged })
    }
  }
}
