import type { OutputOf } from '../../src-shared/contract/calls.ts'
import type { DeskCalls } from '../../src-shared/contract/index.ts'
import type { StoreTrust } from '../../src-shared/contract/stores.ts'
import type { StorePage } from '../store/store.ts'
import type { CopyHead } from './copied-lines.ts'

/** A service that a store can be copied to. */
export interface ReceivingService {
  /** How the trail there stands to this one. With a setup code: refuses a wrong one, too. */
  compare(trail: CopyHead['trail'], setupCode?: string): Promise<TrailStanding>
  /** Brings all pages, or nothing. */
  receive(head: CopyHead, pages: AsyncIterable<StorePage>, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

export type TrailStanding = OutputOf<DeskCalls, 'store.compareTrail'>['standing']

/** Where a service is, and whom to believe that it is the one. */
export interface ServicePlace {
  readonly address: string
  readonly trust: StoreTrust
}

/** Reaches a service. Its first question is asked when it is asked something. */
export type ReachService = (place: ServicePlace) => Promise<ReceivingService>
