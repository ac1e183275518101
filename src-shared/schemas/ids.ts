import { z } from 'zod'

/**
 * Record ids: a prefix that says what it is, and 8 characters of Crockford base32 (no I, L, O, U), readable aloud:
 * `TKN-7Q4K-9M2X`. Never reused.
 */
const typedId = <const P extends string>(prefix: P) =>
  z.templateLiteral([prefix, '-', z.string().regex(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)])

export const userId = typedId('USR')
export const contactId = typedId('CON')
export const customerId = typedId('CUS')
export const tokenId = typedId('TKN')
export const sessionId = typedId('SES')
export const resourceServerId = typedId('RES')
export const jobId = typedId('JOB')
export const importId = typedId('IMP')
export const bulkId = typedId('BLK')

export type UserId = z.infer<typeof userId>
export type ContactId = z.infer<typeof contactId>
export type CustomerId = z.infer<typeof customerId>
export type TokenId = z.infer<typeof tokenId>
export type SessionId = z.infer<typeof sessionId>
export type ResourceServerId = z.infer<typeof resourceServerId>
export type JobId = z.infer<typeof jobId>
export type ImportId = z.infer<typeof importId>
export type BulkId = z.infer<typeof bulkId>
