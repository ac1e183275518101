import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Job } from '../../../../src-shared/contract/jobs.ts'
import { DeskError } from '../../../../src-shared/errors.ts'
import type { BulkId, JobId } from '../../../../src-shared/schemas/ids.ts'
import { asDeskError } from '../../../api/connect.ts'
import { useDesk, useDeskEvents } from '../../../api/desk.tsx'
import { useErrorWords } from '../../errors/use-error-words.ts'
import { useFormat } from '../../format/use-format.ts'
import { ProgressBar } from '../../progress/progress-bar.tsx'
import { type ToastAction, useToasts } from '../../toast/toast.tsx'

/** One message at a time about a bulk change: that it can be undone goes once it is. */
export function bulkToast(id: BulkId): string {
  return `bulk change ${id}`
}

/**
 * What takes back a whole bulk change that removed or deleted so many tokens: in a message, which outlives the screen
 * (BY-5).
 */
export function useBulkUndo(): (id: BulkId, changed: number) => ToastAction {
  const { t } = useTranslation()
  const { call } = useDesk()
  const toasts = useToasts()
  const format = useFormat()
  const wordsFor = useErrorWords()
  const undo = (id: BulkId, changed: number): ToastAction => {
    const fail = (error: unknown) => toasts.show({ id: bulkToast(id), tone: 'error', message: wordsFor(error) })
    const end = ({ state, completed, error }: Job) => {
      if (state === 'failed') return fail(new DeskError(error ?? { code: 'INTERNAL', message: '' }))
      const isCancelled = state === 'cancelled'
      const words = (count: number) => ({ count, formatted: format.number(count) })
      const left = changed - completed
      const sentences = [
        ...(isCancelled ? [t('bulk.stopped')] : []),
        t('bulk.undone', words(completed)),
        ...(!isCancelled && left > 0 ? [t('bulk.leftOut', words(left))] : []),
      ]
      toasts.show({
        id: bulkToast(id),
        tone: isCancelled ? 'info' : 'success',
        message: sentences.join(' '),
        ...(isCancelled ? { actions: [undo(id, left)] } : {}),
      })
    }
    return {
      label: t('withdrawals.undo'),
      onSelect: () =>
        call('tokens.undoBulk', { id }).then(
          ({ jobId }) =>
            toasts.show({
              id: bulkToast(id),
              tone: 'info',
              persistent: true,
              message: t('bulk.undoing'),
              content: <Undoing jobId={jobId} onEnd={end} onFail={fail} />,
              actions: [
                {
                  label: t('actions.cancel'),
                  onSelect: () => call('jobs.cancel', { id: jobId }).catch(() => undefined),
                },
              ],
            }),
          fail,
        ),
    }
  }
  return undo
}

/** How often the job is asked for, in case an announcement was missed. */
const FALLBACK_MS = 1_000

/** Messages stand above what keeps the answers of the desk, so the job is followed without it. */
function Undoing({
  jobId,
  onEnd,
  onFail,
}: {
  readonly jobId: JobId
  onEnd(job: Job): void
  onFail(error: unknown): void
}) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const [job, setJob] = useState<Job | null>(null)
  const isOver = useRef(false)
  const take = useEffectEvent((next: Job) => {
    if (isOver.current) return
    setJob(next)
    if (next.state === 'running') return
    isOver.current = true
    onEnd(next)
  })
  const fail = useEffectEvent((error: unknown) => {
    if (isOver.current) return
    isOver.current = true
    onFail(asDeskError(error))
  })
  useDeskEvents((event) => {
    if (event.name === 'job.changed' && event.job.id === jobId) take(event.job)
  })
  useEffect(() => {
    const look = () => void call('jobs.get', { id: jobId }).then(take, fail)
    look()
    const timer = setInterval(look, FALLBACK_MS)
    return () => clearInterval(timer)
  }, [call, jobId])
  return (
    <>
      {t('bulk.undoing')}
      <ProgressBar label={t('bulk.undoing')} completed={job?.completed ?? 0} total={job?.total ?? null} />
    </>
  )
}
