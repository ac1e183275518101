import { createHash } from 'node:crypto'
import type { Clipboard } from '../shell/shell.ts'

/** A clipboard that can be watched, used by somebody else, and broken. */
export interface FakeClipboard extends Clipboard {
  /** What anybody would paste now. */
  content(): string | null
  /** Somebody copies something in another program. */
  copyElsewhere(text: string): void
  /** The next clears change nothing: `silently`, or with an error. */
  breakClears(count: number, how: 'silently' | 'loudly'): void
  /** From now on every copy is an error, whether the secret arrives or not; null mends it. */
  breakWrites(how: 'nothing-arrives' | 'it-arrives' | null): void
  writes(): number
}

/** It knows its secret again by digest, as the browser shell does, or by one marker for all, as Electron does. */
export function fakeClipboard({ knowsBy = 'digest' }: { knowsBy?: 'digest' | 'marker' } = {}): FakeClipboard {
  let content: string | null = null
  let isMarked = false
  let writes = 0
  let brokenClears = 0
  let how: 'silently' | 'loudly' = 'silently'
  let brokenWrites: 'nothing-arrives' | 'it-arrives' | null = null
  return {
    content: () => content,
    copyElsewhere(text) {
      content = text
      isMarked = false
    },
    breakClears(count, manner) {
      brokenClears = count
      how = manner
    },
    breakWrites(manner) {
      brokenWrites = manner
    },
    writes: () => writes,
    async writeSecret(secret) {
      const text = Buffer.from(secret).toString('latin1')
      await Promise.resolve()
      if (brokenWrites === 'nothing-arrives') throw new Error('Another program holds the clipboard.')
      writes += 1
      content = text
      isMarked = true
      if (brokenWrites === 'it-arrives') throw new Error('The clipboard did not answer.')
    },
    async holdsSecret(digest) {
      await Promise.resolve()
      if (knowsBy === 'marker') return content !== null && isMarked
      return content !== null && createHash('sha256').update(content).digest().equals(Buffer.from(digest))
    },
    async clear() {
      await Promise.resolve()
      if (brokenClears === 0) {
        content = null
        return
      }
      brokenClears -= 1
      if (how === 'loudly') throw new Error('Another program holds the clipboard.')
    },
    clearSynchronously() {
      content = null
    },
  }
}
