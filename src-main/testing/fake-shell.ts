import { type MemoryKeyRing, memoryKeyRing } from '../../src-core/testing/memory-key-ring.ts'
import type { LeaveQuestion } from '../../src-shared/contract/desktop.ts'
import type { PageEvent } from '../../src-shared/contract/events.ts'
import type { Reply } from '../../src-shared/errors.ts'
import type { FileToSave } from '../shell/save-file.ts'
import type { Shell, SystemEvent, WindowBounds } from '../shell/shell.ts'
import { type FakeClipboard, fakeClipboard } from './fake-clipboard.ts'

/** A desktop in memory: a test is its page, its person and its operating system. */
export interface FakeShell extends Shell {
  readonly clipboard: FakeClipboard
  keyRing(): MemoryKeyRing
  /** The page asks. Questions and answers are copied as on the real wire. */
  ask(name: unknown, input?: unknown): Promise<Reply>
  /** What the page has heard. */
  readonly heard: readonly PageEvent[]
  /** What was saved, oldest first. */
  readonly saved: readonly SavedFile[]
  /** The next announcement of this name, or one that the page has heard since the last question for it. */
  announcement(name: PageEvent['name']): Promise<PageEvent>
  openedWith(): WindowBounds | null
  /** What would be asked if a person closed the window now. */
  unsaved(): LeaveQuestion | null
  focusWindow(): void
  system(event: SystemEvent): void
  endSession(): void
}

/** A file as a whole, however it came. */
export type SavedFile = FileToSave & { readonly bytes: Uint8Array }

async function collected(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}

export function fakeShell({
  clipboard = fakeClipboard(),
  keyRing = memoryKeyRing(),
  chosen = (name: string): string | null => `/downloads/${name}`,
} = {}): FakeShell {
  const heard: PageEvent[] = []
  const saved: SavedFile[] = []
  const unread: PageEvent[] = []
  const waiting: { readonly name: string; readonly tell: (event: PageEvent) => void }[] = []
  const focusListeners: (() => void)[] = []
  const systemListeners: ((event: SystemEvent) => void)[] = []
  let answer: ((name: unknown, input: unknown) => Promise<Reply>) | null = null
  let openedWith: WindowBounds | null = null
  let unsaved: LeaveQuestion | null = null
  let finish = async (): Promise<void> => {}
  let finishNow = (): void => {}

  function hear(event: PageEvent): void {
    heard.push(structuredClone(event))
    const index = waiting.findIndex(({ name }) => name === event.name)
    if (index < 0) unread.push(event)
    else waiting.splice(index, 1)[0]!.tell(event)
  }

  return {
    name: 'chromium',
    clipboard,
    keyRing: () => keyRing,
    heard,
    saved,
    async saveFile({ suggestedName, bytes }) {
      saved.push({ suggestedName, bytes: bytes instanceof Uint8Array ? bytes : await collected(bytes) })
      return `/downloads/${suggestedName}`
    },
    chooseFileToSave: async (name) => chosen(name),
    chooseBackup: async () => null,
    async openWindow(window) {
      answer = window.answer
      openedWith = window.bounds
      return {
        announce: hear,
        bounds: async () => ({ x: 1, y: 2, width: 1000, height: 700, maximized: false }),
        onFocus: (listener) => void focusListeners.push(listener),
        focus() {},
        setUnsaved(question) {
          unsaved = question
        },
      }
    },
    onSystemEvent: (listener) => void systemListeners.push(listener),
    onQuit(work) {
      finish = work
    },
    onSessionEnd(work) {
      finishNow = work
    },
    quit: () => void finish(),
    async ask(name, input = {}) {
      if (answer === null) throw new Error('There is no window yet.')
      return structuredClone(await answer(structuredClone(name), structuredClone(input)))
    },
    announcement(name) {
      const index = unread.findIndex((event) => event.name === name)
      if (index >= 0) return Promise.resolve(unread.splice(index, 1)[0]!)
      return new Promise((tell) => waiting.push({ name, tell }))
    },
    openedWith: () => openedWith,
    unsaved: () => unsaved,
    focusWindow() {
      for (const listener of focusListeners) listener()
    },
    system(event) {
      for (const listener of systemListeners) listener(event)
    },
    endSession: () => finishNow(),
  }
}
