import { z } from 'zod'
import { failure } from '../errors.ts'
import { instant } from '../schemas/common.ts'
import { jobId } from '../schemas/ids.ts'
import { copyPreview } from '../schemas/store.ts'
import { line } from '../schemas/text.ts'
import type { Calls } from './calls.ts'

/** The colours that tell stores apart at a glance; each is shown with the store's name. */
export const storeColours = ['blue', 'green', 'amber', 'red', 'violet', 'grey'] as const
export const storeColour = z.enum(storeColours)
export type StoreColour = z.infer<typeof storeColour>

export const LOCAL_STORE = 'local'
const storeProfileId = z.union([z.literal(LOCAL_STORE), z.uuid()])
const storeName = line(60)

/** A store that this desktop knows. */
export const storeProfile = z.object({
  id: storeProfileId,
  kind: z.enum(['local', 'remote']),
  /** Null for the local store while nobody has given it a name. */
  name: z.string().nullable(),
  colour: storeColour,
  /** Of the service; null for the local store. */
  address: z.string().nullable(),
})
export type StoreProfile = z.infer<typeof storeProfile>

const storeList = z.object({
  stores: z.array(storeProfile),
  current: storeProfileId,
  /** Whether somebody is signed in at the current one, whom another choice would sign out. */
  signedIn: z.boolean(),
})
export type StoreList = z.infer<typeof storeList>

/**
 * Where a service is: HTTPS alone, and nothing but name and port. Without a scheme, `https://` is meant. What follows the
 * port is left out.
 */
export const serviceAddress = line(300).transform((value, context) => {
  const { scheme = 'https', authority = '' } = ADDRESS.exec(value)?.groups ?? {}
  const problem = addressProblem(scheme.toLowerCase(), authority)
  if (problem === null) return `https://${authority.toLowerCase().replace(/:443$/, '')}`
  context.addIssue({ code: 'custom', message: problem.message, params: { rule: problem.rule } })
  return z.NEVER
})

const ADDRESS = /^(?:(?<scheme>[a-z][a-z0-9+.-]*):\/\/)?(?<authority>[^/?#]*)/i
const HOST_AND_PORT = /^(?:\[[0-9a-f:.]+\]|[\p{L}\p{N}._-]+)(?::(?<port>\d{1,5}))?$/iu

function addressProblem(scheme: string, authority: string): { readonly rule: string; readonly message: string } | null {
  if (scheme !== 'https')
    return { rule: 'serviceNotHttps', message: 'Only https:// is spoken: over anything else, others could read along.' }
  if (authority.includes('@'))
    return { rule: 'endpointCredentials', message: 'Leave user name and password out of the address.' }
  const found = HOST_AND_PORT.exec(authority)
  if (found !== null && Number(found.groups?.port ?? 443) <= 65_535) return null
  const message = 'Give the address of the service, https://desk.example:8443 for instance.'
  return { rule: 'serviceNoAddress', message }
}

/** Whom to believe that it is the service. */
export const storeTrust = z.discriminatedUnion('by', [
  /** The authorities that the system knows. */
  z.strictObject({ by: z.literal('system') }),
  /** SHA-256 of a certificate that a person compared. */
  z.strictObject({ by: z.literal('fingerprint'), fingerprint: z.string().regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/) }),
  /** The certificate of an authority, in PEM. */
  z.strictObject({ by: z.literal('authority'), authority: z.string().max(64 * 1024) }),
])
export type StoreTrust = z.infer<typeof storeTrust>

const shownCertificate = z.object({
  fingerprint: z.string(),
  subject: z.string(),
  issuer: z.string(),
  validFrom: instant,
  validTo: instant,
})

/** How the connection to a remote store stands; `triesAt` is null while it is being tried. */
export const storeLink = z.discriminatedUnion('state', [
  z.object({ state: z.literal('connected') }),
  z.object({ state: z.literal('lost'), problem: failure, triesAt: instant.nullable() }),
])
export type StoreLink = z.infer<typeof storeLink>

const nothing = z.strictObject({})
const desktop = { permission: 'public', work: 'own' } as const

/** The stores that this desktop knows, and the connection to the current one. Main answers these by itself. */
export const desktopStoreCalls = {
  'desktop.stores': { input: nothing, output: storeList, ...desktop },
  /**
   * What the server at this address shows before anything is sent to it. `problem` is the reason for which this computer
   * does not trust it by itself, or null.
   */
  'desktop.inspectService': {
    input: z.strictObject({ address: serviceAddress }),
    output: z.object({
      address: z.string(),
      problem: z.string().nullable(),
      own: shownCertificate,
      authority: shownCertificate.nullable(),
    }),
    ...desktop,
  },
  /**
   * Connects to a service and keeps it among the stores; the same address takes the place of the earlier. Then goes over to
   * it, unless `goOver` is false.
   */
  'desktop.addStore': {
    input: z.strictObject({
      name: storeName,
      colour: storeColour,
      address: serviceAddress,
      trust: storeTrust,
      goOver: z.boolean().default(true),
    }),
    output: storeList,
    ...desktop,
  },
  'desktop.changeStore': {
    input: z.strictObject({ id: storeProfileId, name: storeName, colour: storeColour }),
    output: storeList,
    ...desktop,
  },
  /** Forgets a service. What is in its store stays there. */
  'desktop.removeStore': { input: z.strictObject({ id: z.uuid() }), output: storeList, ...desktop },
  /** Goes over to another store. Whoever is signed in is signed out there. */
  'desktop.useStore': { input: z.strictObject({ id: storeProfileId }), output: storeList, ...desktop },
  /** What copying the local store to a service that this desktop knows would bring. */
  'desktop.previewCopy': { input: z.strictObject({ id: z.uuid() }), output: copyPreview, ...desktop },
  /** Starts that copy, by the setup code that the service printed; `jobs.get` tells how it goes. */
  'desktop.startCopy': {
    input: z.strictObject({ id: z.uuid(), setupCode: z.string().trim().min(1, { error: 'Fill this in.' }).max(100) }),
    output: z.object({ jobId }),
    ...desktop,
  },
  'desktop.link': { input: nothing, output: storeLink, ...desktop },
  /** Tries a lost connection at once. */
  'desktop.tryLink': { input: nothing, output: storeLink, ...desktop },
} satisfies Calls
