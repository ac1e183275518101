import type { StorePlace } from '../src-core/open-desk.ts'

/** What a service that is measured is told, in its process. */
export interface ServiceStart {
  readonly place: StorePlace
  readonly protocol: 'https' | 'http'
  readonly username: string
  readonly password: string
}

/** What it says once it listens. */
export interface Listening {
  readonly origin: string
  readonly authority: string | undefined
  /** A resource server that acts as a technical user, for HTTP Basic. */
  readonly basic: string
}
