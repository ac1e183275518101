import { z } from 'zod'
import { version } from './common.ts'
import { optionalLine } from './text.ts'

const ENDPOINT_LIMIT = 2000
const wellFormedUrl = z.url()

/**
 * The address at which an API takes tokens, as it is copied for somebody: HTTPS alone, because calls without it fail
 * (MP-9), and without what does not belong into an address that is handed on. An empty text is kept as null.
 */
export const apiEndpoint = optionalLine(ENDPOINT_LIMIT).superRefine((value, context) => {
  const problem = value === null ? undefined : endpointProblem(value)
  if (problem !== undefined)
    context.addIssue({ code: 'custom', message: problem.message, params: { rule: problem.rule } })
})

/** Who this installation belongs to, where its API is, and what it does at all (AK-1). */
export const installation = z.object({
  organisation: optionalLine(200),
  apiEndpoint,
  technicalUserTokens: z.boolean(),
  /** Whether the service gives tokens for a person’s username and password (AP-4). */
  passwordTokens: z.boolean().default(true),
  version,
})
export type Installation = z.infer<typeof installation>

export const installationChange = z.strictObject({ ...installation.shape, passwordTokens: z.boolean() })

function endpointProblem(address: string): { rule: string; message: string } | undefined {
  const { scheme, authority } = /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?<authority>[^/?#]*)/i.exec(address)?.groups ?? {}
  if (scheme === undefined || authority === undefined)
    return { rule: 'endpointNoAddress', message: 'Give a whole address that begins with https://.' }
  if (scheme.toLowerCase() !== 'https')
    return { rule: 'endpointNotHttps', message: 'The address has to begin with https://: calls without HTTPS fail.' }
  if (authority.includes('@'))
    return { rule: 'endpointCredentials', message: 'Leave user name and password out of the address.' }
  if (address.includes('#')) return { rule: 'endpointFragment', message: 'Leave out # and what follows it.' }
  if (!wellFormedUrl.safeParse(address).success)
    return { rule: 'endpointNoAddress', message: 'Give a whole address that begins with https://.' }
  return undefined
}
