import { z } from 'zod'
import { failure } from '../errors.ts'
import { instant } from '../schemas/common.ts'
import { tokenId } from '../schemas/ids.ts'
import { user } from '../schemas/people.ts'
import { resourceServer } from '../schemas/resource-servers.ts'
import { tokenSummary } from '../schemas/tokens.ts'
import { desktopBackupCalls } from './backups.ts'
import type { Calls } from './calls.ts'
import { desktopAuditCalls } from './desktop-audit.ts'
import { deskCalls } from './index.ts'
import { calendarWords } from './overview.ts'
import { operator } from './sessions.ts'
import { desktopStoreCalls } from './stores.ts'

const revealId = z.uuid()
const oneReveal = z.strictObject({ revealId })

/** What main knows of the clipboard since the last copy. `failed` means that a secret may still be there. */
export const clipboardState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('idle') }),
  z.object({ state: z.literal('holding'), clearsAt: instant }),
  z.object({ state: z.literal('cleared') }),
  z.object({ state: z.literal('left-alone') }),
  z.object({ state: z.literal('failed'), message: z.string() }),
])
export type ClipboardState = z.infer<typeof clipboardState>

const {
  'backups.make': _makeBackup,
  'backups.noteReplacing': _noteReplacing,
  'tokens.noteReveal': _noteReveal,
  'tokens.value': _value,
  'users.noteSetupCodeReveal': _noteSetupCodeReveal,
  'resourceServers.noteSecretReveal': _noteSecretReveal,
  'audit.noteExport': _noteExport,
  'audit.receiveCheckpoint': _receiveCheckpoint,
  'store.compareTrail': _compareTrail,
  'store.previewCopy': _previewCopy,
  'store.startCopy': _startCopy,
  ...asTheyAre
} = deskCalls
const oneToken = z.strictObject({ id: tokenId })
const session = z.object({ operator })

const words = z.string().min(1).max(500)

/** What is asked, in the operator's language, before the window closes over something that is not saved. */
export const leaveQuestion = z.strictObject({ title: words, text: words, stay: words, leave: words })
export type LeaveQuestion = z.infer<typeof leaveQuestion>

/** What the page may ask: the desk's calls, with every secret taken out by main, and what only a desktop can do. */
export const pageCalls = {
  ...asTheyAre,
  ...desktopStoreCalls,
  ...desktopAuditCalls,
  ...desktopBackupCalls,
  'sessions.createAdministrator': { ...deskCalls['sessions.createAdministrator'], output: session },
  'sessions.signIn': { ...deskCalls['sessions.signIn'], output: session },
  'sessions.setPassword': { ...deskCalls['sessions.setPassword'], output: session },
  'sessions.unlock': { ...deskCalls['sessions.unlock'], output: session },
  'tokens.issue': { ...deskCalls['tokens.issue'], output: z.object({ token: tokenSummary, revealId }) },
  'tokens.rotate': {
    ...deskCalls['tokens.rotate'],
    output: z.object({ token: tokenSummary, replaced: tokenSummary, revealId }),
  },
  'resourceServers.create': {
    ...deskCalls['resourceServers.create'],
    output: z.object({ resourceServer, revealId }),
  },
  'resourceServers.renewSecret': {
    ...deskCalls['resourceServers.renewSecret'],
    output: z.object({ resourceServer, revealId }),
  },
  'users.issueSetupCode': {
    ...deskCalls['users.issueSetupCode'],
    output: z.object({ user, expiresAt: instant, revealId }),
  },

  /** The secret itself, only because the operator pressed Show. */
  'reveal.show': { input: oneReveal, output: z.object({ secret: z.string() }), permission: 'public', work: 'own' },
  /** Puts the secret on the clipboard, marked as one, ends the reveal, and starts the count-down. */
  'reveal.copy': { input: oneReveal, output: z.object({ clearsAt: instant }), permission: 'public', work: 'own' },
  'reveal.close': { input: oneReveal, output: z.object({}), permission: 'public', work: 'own' },
  /** The value that is kept of a token, only because the operator pressed Show (MP-10). */
  'tokens.showValue': { input: oneToken, output: z.object({ secret: z.string() }), permission: 'public', work: 'own' },
  /** Puts the kept value on the clipboard, marked as a secret, and starts the count-down. */
  'tokens.copyValue': { input: oneToken, output: z.object({ clearsAt: instant }), permission: 'public', work: 'own' },
  'clipboard.state': { input: z.strictObject({}), output: clipboardState, permission: 'public', work: 'own' },
  'clipboard.clear': { input: z.strictObject({}), output: clipboardState, permission: 'public', work: 'own' },
  /** Ends the warning after the operator has read it. */
  'clipboard.dismiss': { input: z.strictObject({}), output: clipboardState, permission: 'public', work: 'own' },
  /** Facts about this desktop. `problem` is why the store cannot be used, if it cannot. */
  'desktop.info': {
    input: z.strictObject({}),
    output: z.object({
      version: z.string(),
      shell: z.enum(['electron', 'chromium']),
      dataFolder: z.string(),
      timeZone: z.string(),
      problem: failure.nullable(),
    }),
    permission: 'public',
    work: 'own',
  },
  /**
   * Saves the expirations of a year as a calendar, in the operator's language. `path` is null where the person would rather not; `more` says that not
   * all of them had room in it.
   */
  'desktop.saveCalendar': {
    input: z.strictObject({ words: calendarWords }),
    output: z.object({ path: z.string().nullable(), events: z.number().int(), more: z.boolean() }),
    permission: 'public',
    work: 'own',
  },
  /** Tells that something on the page is not saved, and what to ask before it is lost; null once nothing is. */
  'desktop.setUnsaved': {
    input: z.strictObject({ unsaved: leaveQuestion.nullable() }),
    output: z.object({}),
    permission: 'public',
    work: 'own',
  },
  /** Tries again to open the store, after the person has mended what stood in the way. */
  'desktop.retryStore': {
    input: z.strictObject({}),
    output: z.object({ problem: failure.nullable() }),
    permission: 'public',
    work: 'own',
  },
} satisfies Calls
export type PageCalls = typeof pageCalls
