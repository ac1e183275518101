import { prepareDataFolder } from '../src-core/data-folder.ts'
import type { Clock, Log } from '../src-core/ports.ts'
import type { PageEvent } from '../src-shared/contract/events.ts'
import { deskCalls } from '../src-shared/contract/index.ts'
import { LOCAL_STORE } from '../src-shared/contract/stores.ts'
import type { Failure } from '../src-shared/errors.ts'
import { handInCheckpoint } from './audit/latest-checkpoint.ts'
import { createIdleLock, type IdleLock } from './idle-lock.ts'
import { type FileLog, openErrorStreamLog, openFileLog } from './log.ts'
import { type Answer, createPageCalls, noteReveal, policyOf } from './page-calls.ts'
import { clipboardMarkerIn } from './reveal/clipboard-marker.ts'
import { createRevealBox, type RevealBox } from './reveal/reveal-box.ts'
import { createSecretClipboard, type SecretClipboard } from './reveal/secret-clipboard.ts'
import type { Shell, ShellWindow, SystemEvent } from './shell/shell.ts'
import { type Connection, connect } from './store/connection.ts'
import { profilesIn } from './store/profiles.ts'
import { choiceOf } from './store/store-calls.ts'
import { processTimers, type Timers, within } from './timers.ts'
import { type WindowState, windowStateIn } from './window-state.ts'

/** What Token Desk is composed from. */
export interface ApplicationOptions {
  readonly shell: Shell
  /** Absolute path, as `findDataFolder` answers it; made by `startApplication` where it is missing. */
  readonly dataFolder: string
  /** The built or source file of `store/worker.ts`: `new URL('./store/worker.ts', import.meta.url)` from source. */
  readonly workerUrl: URL
  readonly version: string
  readonly clock?: Clock
  readonly timers?: Timers
}

/** The running application. */
export interface Application {
  readonly window: ShellWindow
  /** Where the entry writes what nobody caught. */
  readonly log: Log
  /**
   * Ends every reveal, clears the clipboard, signs out, and gives the store up. The shell's quit does the same; both
   * together do it once. The window is the shell's to close.
   */
  close(): Promise<void>
}

const CLOSING: Failure = { code: 'CANCELLED', message: 'Token Desk is closing.' }
/** How long quitting waits for a clipboard that does not let itself be cleared. */
const LONGEST_CLIPBOARD_CLEAR_MS = 3_000
/** How long quitting waits for the record that the operator signed out. */
const LONGEST_SIGN_OUT_MS = 3_000
/** How long quitting waits for a store that is still being opened or is still busy. */
const LONGEST_STORE_CLOSE_MS = 15_000

/**
 * Composes everything, once, by hand, and opens the window. A store that cannot be opened does not end the
 * application: the page is told why and can try again.
 *
 * @throws {DeskError} STORE_UNREACHABLE where not even the data folder can be made.
 */
export async function startApplication({
  shell,
  dataFolder,
  workerUrl,
  version,
  clock = { now: () => Date.now() },
  timers = processTimers,
}: ApplicationOptions): Promise<Application> {
  prepareDataFolder(dataFolder)
  const log = openLog(dataFolder)
  log.info('Token Desk starts.', { version, shell: shell.name, platform: process.platform, node: process.version })

  let window: ShellWindow | null = null
  const announce = (event: PageEvent): void => {
    if (event.name === 'policy.changed') void idleLock.refresh()
    window?.announce(event)
  }

  const clipboard = createSecretClipboard({
    clipboard: shell.clipboard,
    marker: clipboardMarkerIn(dataFolder, log),
    clock,
    timers,
    log,
    onChange: () => announce({ name: 'clipboard.changed' }),
  })
  // Opening the store takes longer than opening the window, so it starts first and nobody waits for it here.
  const profiles = profilesIn(dataFolder, log)
  const connection = connect({
    choice: choiceOf(profiles, version),
    local: { folder: dataFolder, workerUrl, version },
    log,
    clock,
    timers,
    keyRing: shell.keyRing(dataFolder, log),
    announce,
    onLinkChanged: () => announce({ name: 'link.changed' }),
    onSessionStarted() {
      idleLock.start()
      if (profiles.currentId() !== LOCAL_STORE) void handInCheckpoint(connection, dataFolder, log)
    },
    onSessionEnded() {
      idleLock.stop()
      reveals.endAll()
      void clipboard.clear()
      announce({ name: 'session.changed' })
    },
  })
  const reveals = createRevealBox({
    clock,
    timers,
    note: (subject, how) => noteReveal(connection, subject, how),
    holdMs: async () => (await policyOf(connection)).clipboardSeconds * 1000,
    putOnClipboard: clipboard.copy,
    onEnded: (revealId) => announce({ name: 'reveal.ended', revealId }),
  })
  const idleLock = createIdleLock({
    clock,
    timers,
    idleMinutes: () => idleMinutesOf(connection),
    lock: () => void lock('idle'),
  })
  const parts: Parts = { connection, reveals, clipboard, idleLock, announce, log }
  const lock = (cause: 'idle' | 'system'): Promise<void> => lockDesk(parts, cause)

  const windowState = windowStateIn(dataFolder, { timers, log })
  const answerPage = createPageCalls({
    ...parts,
    profiles,
    onStoresChanged: () => announce({ name: 'stores.changed' }),
    facts: { version, shell: shell.name, dataFolder },
    saveFile: (file) => shell.saveFile(file),
    onExportProgress: (progress) => announce({ name: 'trail.exporting', ...progress }),
    chooseFileToSave: (name) => shell.chooseFileToSave(name),
    chooseBackup: () => shell.chooseBackup(),
    clock,
    // As built, the threads lie side by side; as written, whoever starts one knows where it is.
    backupThreadUrl: workerUrl.pathname.endsWith('.js') ? new URL('./backup-thread.js', workerUrl) : undefined,
    setUnsaved: (question) => window?.setUnsaved(question),
  })
  let closing = false
  // Once the end has begun no new secret may come up behind what was cleared away.
  const answer: Answer = async (name, input) => (closing ? { ok: false, error: CLOSING } : answerPage(name, input))
  const close = once(() => {
    closing = true
    return closeEverything({ ...parts, windowState, timers, log, shell })
  })

  shell.onSystemEvent((event) => onSystemEvent(event, parts, lock))
  shell.onQuit(close)
  shell.onSessionEnd(() => {
    reveals.endAll()
    clipboard.clearSynchronously()
  })
  void clipboard.recover()

  try {
    window = await shell.openWindow({ bounds: windowState.remembered(), answer })
  } catch (error) {
    log.error('The window could not be opened.', error)
    await close()
    throw error
  }
  window.onFocus(() => checkDeadlines(parts))
  windowState.follow(window)
  return { window, log, close }
}

interface Parts {
  readonly connection: Connection
  readonly reveals: RevealBox
  readonly clipboard: SecretClipboard
  readonly idleLock: IdleLock
  announce(event: PageEvent): void
  readonly log: Log
}

function openLog(dataFolder: string): FileLog {
  try {
    return openFileLog(dataFolder)
  } catch (error) {
    const log = openErrorStreamLog()
    log.error('The log file could not be opened; the log goes to standard error.', error)
    return log
  }
}

function onSystemEvent(event: SystemEvent, parts: Parts, lock: (cause: 'system') => Promise<void>): void {
  switch (event) {
    case 'lock':
    case 'suspend':
      void lock('system')
      return
    case 'resume':
      checkDeadlines(parts)
      return
  }
}

/** Timers stand still while the machine sleeps; deadlines do not. */
function checkDeadlines({ reveals, clipboard, idleLock }: Parts): void {
  reveals.checkDeadlines()
  idleLock.check()
  void clipboard.check()
}

async function lockDesk({ connection, reveals, clipboard, announce }: Parts, cause: 'idle' | 'system'): Promise<void> {
  // At once, not after the desk has answered: a lock that waits for a busy store hides nothing.
  announce({ name: 'session.locking' })
  reveals.endAll()
  const cleared = clipboard.clear()
  // Asked of the desk whatever main believes: a sign-in that is under way is locked as soon as it is done.
  await connection.ask('sessions.lock', { cause })
  announce({ name: 'session.changed' })
  await cleared
}

async function idleMinutesOf(connection: Connection): Promise<number | null> {
  const reply = await connection.ask('sessions.state', {})
  if (!reply.ok) return null
  const { session } = deskCalls['sessions.state'].output.parse(reply.value)
  return session.state === 'active' ? session.idleMinutes : null
}

/** In this order: what is secret first, what only needs to be tidy last. One step that fails does not stop the next. */
async function closeEverything({
  connection,
  reveals,
  clipboard,
  idleLock,
  windowState,
  timers,
  shell,
  log,
}: Parts & {
  readonly windowState: WindowState
  readonly timers: Timers
  readonly shell: Shell
  readonly log: FileLog
}): Promise<void> {
  const step = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      log.error(`At quit: ${what} failed.`, error)
    }
  }
  idleLock.stop()
  reveals.endAll()
  await step('clearing the clipboard', async () => {
    if ((await within(timers, LONGEST_CLIPBOARD_CLEAR_MS, clipboard.clear())) === 'late') clipboard.clearSynchronously()
  })
  await step('remembering the window', () => windowState.close())
  await step('signing out', () => within(timers, LONGEST_SIGN_OUT_MS, connection.ask('sessions.signOut', {})))
  await step('closing the store', async () => {
    if ((await within(timers, LONGEST_STORE_CLOSE_MS, connection.close())) === 'late')
      log.warn('The store did not close in time; what is under way is undone at the next start.')
  })
  log.info('Token Desk ends.', { shell: shell.name })
  log.close()
}

function once(work: () => Promise<void>): () => Promise<void> {
  let outcome: Promise<void> | null = null
  return () => {
    outcome ??= work()
    return outcome
  }
}
