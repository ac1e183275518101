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

/** What a copy to a service would bring; `same` and `ahead` where the service holds this store already. */
export const copyPreview = z.object({
  outcome: z.enum(['copied', 'same', 'ahead']),
  counts: z.object({
    users: z.number().int(),
    customers: z.number().int(),
    contacts: z.number().int(),
    modules: z.number().int(),
    tokens: z.number().int(),
    resourceServers: z.number().int(),
    auditRecords: z.number().int(),
  }),
})
