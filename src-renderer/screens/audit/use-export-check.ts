import { useEffect, useRef, useState } from 'react'
import { EXPORT_PIECE_BYTES } from '../../../src-shared/contract/desktop-audit.ts'
import type { DeskError } from '../../../src-shared/errors.ts'
import type { Checkpoint, TrailFinding } from '../../../src-shared/schemas/checkpoints.ts'
import { asDeskError } from '../../api/connect.ts'
import { useDesk } from '../../api/desk.tsx'

export type ExportCheck =
  | { readonly is: 'none' }
  | { readonly is: 'running'; readonly name: string; readonly completed: number; readonly total: number }
  | { readonly is: 'done'; readonly name: string; readonly finding: TrailFinding }
  | { readonly is: 'cancelled' }
  | { readonly is: 'failed'; readonly error: DeskError | 'unreadable' }

/** Has a file that was exported of a trail followed, piece by piece: in memory there is one of them at a time (BY-6). */
export function useExportCheck(): {
  readonly state: ExportCheck
  check(file: File, checkpoint: Checkpoint | null): void
  cancel(): void
  /** Shows no longer what was found. */
  clear(): void
} {
  const { call } = useDesk()
  const [state, setState] = useState<ExportCheck>({ is: 'none' })
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  const follow = async (file: File, checkpoint: Checkpoint | null) => {
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    const show = (next: ExportCheck) => {
      if (!controller.signal.aborted) setState(next)
    }
    const { name, size: total } = file
    const decoder = new TextDecoder()
    try {
      show({ is: 'running', name, completed: 0, total })
      await call('desktop.beginExportCheck', checkpoint === null ? {} : { checkpoint })
      for (let offset = 0; offset < total; offset += EXPORT_PIECE_BYTES) {
        const bytes = await file
          .slice(offset, offset + EXPORT_PIECE_BYTES)
          .arrayBuffer()
          .catch(() => null)
        if (bytes === null) return show({ is: 'failed', error: 'unreadable' })
        if (controller.signal.aborted) return
        const { goesOn } = await call('desktop.followExport', { text: decoder.decode(bytes, { stream: true }) })
        show({ is: 'running', name, completed: offset + bytes.byteLength, total })
        if (!goesOn) break
      }
      if (!controller.signal.aborted) show({ is: 'done', name, finding: await call('desktop.endExportCheck', {}) })
    } catch (error) {
      show({ is: 'failed', error: asDeskError(error) })
    }
  }
  return {
    state,
    check: (file, checkpoint) => void follow(file, checkpoint),
    cancel: () => {
      running.current?.abort()
      setState({ is: 'cancelled' })
    },
    clear: () => setState({ is: 'none' }),
  }
}
