import { z } from 'zod'
import { instant } from './common.ts'

/** What a check of the store found, and when. */
export const storeCheckRecord = z.object({
  at: instant,
  result: z.enum(['sound', 'damaged']),
  /** The first few things that are wrong, in the database's words. */
  problems: z.array(z.string()),
})
export type StoreCheckRecord = z.infer<typeof storeCheckRecord>
