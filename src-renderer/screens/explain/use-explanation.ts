import { useEffect, useRef, useState } from 'react'
import { DeskError } from '../../../src-shared/errors.ts'
import type { TokenId } from '../../../src-shared/schemas/ids.ts'
import type { TokenSummary, VerificationReason } from '../../../src-shared/schemas/tokens.ts'
import { collectSecrets } from '../../../src-shared/secret-search.ts'
import { asDeskError, type DeskClient } from '../../api/connect.ts'
import { useDesk } from '../../api/desk.tsx'
import { useSession } from '../../api/session.tsx'

/** One token that was found, and what the desk says of it. Its secret is not kept: the hint is all that is left of it. */
export interface Finding {
  readonly hint: string
  /** The first lines in which it stands, from 1. */
  readonly lines: readonly number[]
  /** `not-allowed` where the token is none of this operator's. */
  readonly reason: VerificationReason | 'not-allowed'
  readonly token: TokenSummary | null
  /** Who disabled, removed or deleted it, where this operator may read the audit trail. */
  readonly by: string | null
}

export type Explanation =
  | { readonly is: 'none' }
  | { readonly is: 'reading'; readonly name: string | null; readonly completed: number; readonly total: number }
  | { readonly is: 'asking'; readonly completed: number; readonly total: number }
  | {
      readonly is: 'done'
      readonly name: string | null
      readonly findings: readonly Finding[]
      readonly beyond: number
    }
  | { readonly is: 'cancelled' }
  | { readonly is: 'failed'; readonly error: DeskError | 'unreadable' | 'several' }

/** What is read of a chosen or dropped file. */
type ReadableFile = Pick<File, 'name' | 'size' | 'slice'>

/**
 * Finds the tokens in a text or a file and asks the desk about each (BY-1). A file is read here, piece by piece, and
 * only what looks like a token leaves the page; nothing of it is kept.
 */
export function useExplanation(): {
  readonly state: Explanation
  explainText(text: string, module: string | null): void
  explainFiles(files: readonly File[], module: string | null): void
  cancel(): void
} {
  const { call } = useDesk()
  const mayReadTrail = useSession().may('audit.read')
  const [state, setState] = useState<Explanation>({ is: 'none' })
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  const explain = async (name: string | null, total: number, pieces: Pieces, module: string | null) => {
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
      let completed = 0
      show({ is: 'reading', name, completed, total })
      for await (const piece of pieces) {
        if (signal.aborted) return
        collection.add(decoder.decode(piece))
        completed += piece.length
        show({ is: 'reading', name, completed, total })
      }
      const { secrets, beyond } = collection.end()
      const findings: Finding[] = []
      for (const [secret, lines] of secrets) {
        show({ is: 'asking', completed: findings.length, total: secrets.size })
        const found = await explanationOf(secret, module, call)
        if (signal.aborted) return
        const by = mayReadTrail ? await withdrawerOf(found, call) : null
        findings.push({ hint: secret.slice(0, HINT_LENGTH), lines, ...found, by })
      }
      show({ is: 'done', name, findings, beyond })
    } catch (error) {
      show({ is: 'failed', error: error instanceof UnreadableFile ? 'unreadable' : asDeskError(error) })
    }
  }
  return {
    state,
    explainText: (text, module) => {
      const bytes = new TextEncoder().encode(text)
      void explain(null, bytes.length, [bytes], module)
    },
    explainFiles: ([file, ...others], module) => {
      if (others.length > 0) setState({ is: 'failed', error: 'several' })
      else if (file !== undefined) void explain(file.name, file.size, piecesOf(file), module)
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
export function reasonNow(reason: Finding['reason'], status: TokenSummary['status'] | null): Finding['reason'] {
  if (status === null) return 'deleted'
  if (status === 'removed') return status
  return OTHER_REASONS.has(reason) ? reason : status
}

/** What a token's own state does not tell. */
const OTHER_REASONS: ReadonlySet<Finding['reason']> = new Set(['owner-inactive', 'employment-ended', 'module-missing'])
const HINT_LENGTH = 8
/** Searching one takes a few milliseconds: the page stays quick meanwhile. */
const PIECE_BYTES = 1024 * 1024

type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

class UnreadableFile extends Error {}

async function* piecesOf(file: ReadableFile): AsyncIterable<Uint8Array> {
  for (let offset = 0; offset < file.size; offset += PIECE_BYTES)
    yield new Uint8Array(
      await file
        .slice(offset, offset + PIECE_BYTES)
        .arrayBuffer()
        .catch((cause: unknown) => {
          throw new UnreadableFile('The file could not be read.', { cause })
        }),
    )
}

async function explanationOf(
  secret: string,
  module: string | null,
  call: DeskClient['call'],
): Promise<Pick<Finding, 'reason' | 'token'>> {
  try {
    const { reason, token } = await call('tokens.verify', { secret, ...(module === null ? {} : { module }) })
    return { reason, token }
  } catch (error) {
    if (error instanceof DeskError && error.code === 'FORBIDDEN') return { reason: 'not-allowed', token: null }
    throw error
  }
}

const WITHDRAWALS = { disabled: 'token.disabled', removed: 'token.removed' } as const

async function withdrawerOf(
  { reason, token }: Pick<Finding, 'reason' | 'token'>,
  call: DeskClient['call'],
): Promise<string | null> {
  if (token === null || (reason !== 'disabled' && reason !== 'removed')) return null
  const subject = { kind: 'token', id: token.id } as const satisfies { kind: 'token'; id: TokenId }
  const { rows } = await call('audit.list', { action: [WITHDRAWALS[reason]], subject, limit: 1 })
  return rows[0]?.actor?.name ?? null
}
