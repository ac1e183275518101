import { useEffect, useRef, useState } from 'react'
import type { DeskError } from '../../../src-shared/errors.ts'
import { type Explained, explainSecrets } from '../../../src-shared/explain-secrets.ts'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { collectSecrets } from '../../../src-shared/secret-search.ts'
import { asDeskError } from '../../api/connect.ts'
import { useDesk } from '../../api/desk.tsx'
import { type ReadableFile, readFile, UnreadableFile } from './read-file.ts'

export type Explanation =
  | { readonly is: 'none' }
  | { readonly is: 'reading'; readonly name: string | null; readonly completed: number; readonly total: number }
  | { readonly is: 'asking'; readonly completed: number; readonly total: number }
  | {
      readonly is: 'done'
      readonly name: string | null
      readonly findings: readonly Explained[]
      readonly beyond: number
    }
  | { readonly is: 'cancelled' }
  | { readonly is: 'failed'; readonly error: DeskError | 'unreadable' | 'damaged' | 'several' }

/**
 * Finds the tokens in a text or a file and asks the desk about each (BY-1). A file is read here, piece by piece: only
 * digests of what looks like a token leave the page, and nothing of it is kept.
 */
export function useExplanation(): {
  readonly state: Explanation
  explainText(text: string, module: string | null): void
  explainFiles(files: readonly File[], module: string | null): void
  cancel(): void
} {
  const { call } = useDesk()
  const [state, setState] = useState<Explanation>({ is: 'none' })
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  const explain = async ({ name, total, pieces }: Source, module: string | null) => {
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    const { signal } = controller
    const show = (next: Explanation) => {
      if (!signal.aborted) setState(next)
    }
    try {
      const collection = collectSecrets()
      const decoder = new TextDecoder('latin1')
      const reading = (completed: number) => show({ is: 'reading', name, completed, total })
      reading(0)
      for await (const piece of pieces(reading)) {
        if (signal.aborted) return
        collection.add(decoder.decode(piece))
      }
      const { secrets, beyond } = collection.end()
      const findings: Explained[] = []
      const asking = () => show({ is: 'asking', completed: findings.length, total: secrets.size })
      asking()
      for await (const some of explainSecrets(secrets, module, { call, digestOf })) {
        if (signal.aborted) return
        findings.push(...some)
        asking()
      }
      show({ is: 'done', name, findings, beyond })
    } catch (error) {
      show({ is: 'failed', error: error instanceof UnreadableFile ? error.why : asDeskError(error) })
    }
  }
  return {
    state,
    explainText: (text, module) => {
      const bytes = new TextEncoder().encode(text)
      void explain({ name: null, total: bytes.length, pieces: () => [bytes] }, module)
    },
    explainFiles: ([file, ...others], module) => {
      if (others.length > 0) setState({ is: 'failed', error: 'several' })
      else if (file !== undefined) void explain(sourceOf(file), module)
    },
    cancel: () => {
      running.current?.abort()
      setState({ is: 'cancelled' })
    },
  }
}

/**
 * Why a token that was found is accepted or not by now: it may have been withdrawn since, or reinstated.
 * @param status what its state is now; null where it is not there any more
 */
export function reasonNow(reason: Explained['reason'], status: TokenSummary['status'] | null): Explained['reason'] {
  if (status === null) return 'deleted'
  if (status === 'removed') return status
  return OTHER_REASONS.has(reason) ? reason : status
}

/** What a token's own state does not tell. */
const OTHER_REASONS: ReadonlySet<Explained['reason']> = new Set([
  'owner-inactive',
  'employment-ended',
  'module-missing',
])

/** What is looked through: its length in bytes, and its pieces, which say how much of it is read. */
interface Source {
  readonly name: string | null
  readonly total: number
  pieces(onRead: (completed: number) => void): Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

function sourceOf(file: ReadableFile): Source {
  return { name: file.name, total: file.size, pieces: (onRead) => readFile(file, onRead) }
}

async function digestOf(secret: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
