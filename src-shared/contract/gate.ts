import { z } from 'zod'
import { instant, secretBytes } from '../schemas/common.ts'
import { contactId, customerId, tokenId, userId } from '../schemas/ids.ts'
import { moduleCode, ownerKind } from '../schemas/tokens.ts'
import type { Calls } from './calls.ts'

/** Whatever was sent as a secret: any text is an answerable question. */
const anyText = z.string().max(10_000)

/** What a resource server says to be known by. */
const client = z.strictObject({ id: anyText, secret: anyText })
export type ClientCredentials = z.infer<typeof client>

/** The owner of a token that is accepted, as APIs are told; a contact's with its customer, so that they can filter (O4-7). */
const bearer = z.object({
  tokenId,
  ownerKind,
  ownerId: z.union([userId, contactId]),
  customerId: customerId.nullable(),
  modules: z.array(z.string()),
  expiresAt: instant.nullable(),
})
export type Bearer = z.infer<typeof bearer>

const newSecret = z.object({ tokenId, secret: secretBytes, modules: z.array(z.string()), lifeMs: z.number().int() })

/**
 * What APIs and gateways ask. It is a table beside the contract: no operator stands behind these questions, no page asks
 * them, and each protocol has words of its own for the answers, so the service alone answers them, at its own endpoints.
 *
 * Who asks is in the input, and a resource server that is not known, or withdrawn, is refused with NOT_SIGNED_IN.
 */
export const gateCalls = {
  /** Whether a token is accepted, for those of its modules that concern who asks (RFC 7662). Null tells nothing else. */
  'gate.introspect': {
    input: z.strictObject({ client, token: anyText }),
    output: bearer.nullable(),
    permission: 'public',
    work: 'own',
  },
  /** Whether a call with this token may pass to a module (forward authentication). */
  'gate.admit': {
    input: z.strictObject({ token: anyText, module: moduleCode }),
    output: z.discriminatedUnion('decision', [
      z.object({ decision: z.literal('admitted'), bearer }),
      z.object({ decision: z.literal('refused') }),
      z.object({ decision: z.literal('module-missing') }),
    ]),
    permission: 'public',
    work: 'own',
  },
  /**
   * Withdraws a token for good (RFC 7009). One that is unknown or withdrawn already is no error; one of anybody else than
   * the technical user that the resource server acts as is FORBIDDEN.
   */
  'gate.revoke': {
    input: z.strictObject({ client, token: anyText }),
    output: z.object({}),
    permission: 'public',
    work: 'own',
  },
  /**
   * A token of the technical user that the resource server acts as (RFC 6749, section 4.4); null as scope asks for all
   * modules. FORBIDDEN (`acts-as-nobody`), POLICY, CONFLICT, or INVALID_INPUT on `scope`.
   */
  'gate.issue': {
    input: z.strictObject({ client, scope: z.array(anyText).max(200).nullable() }),
    output: newSecret,
    permission: 'public',
    work: 'own',
  },
  /** A token for a person, by username and password (AP-4). FORBIDDEN where the installation has switched it off. */
  'gate.issueForPassword': {
    input: z.strictObject({ username: anyText, password: anyText }),
    output: newSecret,
    permission: 'public',
    work: 'own',
  },
} satisfies Calls
export type GateCalls = typeof gateCalls
