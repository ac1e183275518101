import { z } from 'zod'
import { instant, version } from './common.ts'
import { resourceServerId, userId } from './ids.ts'
import { line, optionalText } from './text.ts'
import { moduleCode } from './tokens.ts'

/**
 * An API or a gateway that asks the service about tokens. Its id is its OAuth `client_id`. It is told of tokens that reach
 * one of its modules, or of all where it has none. Where it acts as a technical user it can be given tokens of that user.
 */
export const resourceServer = z.object({
  id: resourceServerId,
  name: z.string(),
  description: z.string().nullable(),
  modules: z.array(z.object({ code: z.string(), name: z.string() })),
  actsAs: z.object({ id: userId, name: z.string() }).nullable(),
  /** Prefix and first four characters of its secret. */
  hint: z.string(),
  createdAt: instant,
  /** When the present secret was made. */
  secretMadeAt: instant,
  /** Since when it is refused; null while it may ask. */
  withdrawnAt: instant.nullable(),
  version,
})
export type ResourceServer = z.infer<typeof resourceServer>

/** What an administrator says of one. */
export const resourceServerValues = {
  name: line(100),
  description: optionalText(500),
  modules: z.array(moduleCode).max(200),
  actsAs: userId
    .or(z.literal(''))
    .nullish()
    .transform((value) => value || null),
}
