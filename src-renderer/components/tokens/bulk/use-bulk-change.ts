import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { Job } from '../../../../src-shared/contract/jobs.ts'
import type { BulkAction, BulkPreview, BulkSelection } from '../../../../src-shared/contract/token-bulk.ts'
import { DeskError } from '../../../../src-shared/errors.ts'
import type { BulkId, JobId } from '../../../../src-shared/schemas/ids.ts'
import { asDeskError } from '../../../api/connect.ts'
import { useDesk } from '../../../api/desk.tsx'
import type { CallInput } from '../../../api/queries.ts'
import { useJob } from '../../../api/use-job.ts'

export type BulkStep =
  | { readonly is: 'looking'; readonly jobId: JobId | null }
  | { readonly is: 'asking'; readonly preview: BulkPreview }
  | { readonly is: 'working'; readonly preview: BulkPreview; readonly jobId: JobId | null; readonly stopping: boolean }
  | { readonly is: 'failed'; readonly error: DeskError }

/** What is noted with each token. */
export type BulkNotes = Omit<CallInput<'tokens.startBulk'>, 'id'>

/** What came of it: how many tokens changed, and how many of the preview were left out. */
export interface BulkOutcome {
  readonly id: BulkId
  readonly changed: number
  readonly leftOut: number
  readonly cancelled: boolean
}

/**
 * One bulk change, from looking at what it would do to its end. What the desk holds of it is let go of when the component
 * goes, and a job of it is stopped.
 */
export function useBulkChange(
  action: BulkAction,
  selection: BulkSelection,
  onDone: (outcome: BulkOutcome) => void,
): { readonly step: BulkStep; readonly job: Job | null; start(notes: BulkNotes): void; stop(): void } {
  const { call } = useDesk()
  const [step, setStep] = useState<BulkStep>({ is: 'looking', jobId: null })
  const bulk = useRef<BulkId | null>(null)
  const jobId = 'jobId' in step ? step.jobId : null
  const job = useJob(jobId)
  const fail = (error: unknown) => setStep({ is: 'failed', error: asDeskError(error) })

  const look = useEffectEvent(async (isOver: () => boolean) => {
    try {
      const prepared = await call('tokens.prepareBulk', { action, selection })
      if (isOver()) return void call('tokens.discardBulk', { id: prepared.id }).catch(() => undefined)
      bulk.current = prepared.id
      setStep({ is: 'looking', jobId: prepared.jobId })
    } catch (error) {
      if (!isOver()) fail(error)
    }
  })
  useEffect(() => {
    let over = false
    void look(() => over)
    return () => {
      over = true
      if (bulk.current !== null) call('tokens.discardBulk', { id: bulk.current }).catch(() => undefined)
      bulk.current = null
    }
  }, [call])

  const ended = useEffectEvent((over: Job) => {
    const id = bulk.current
    if (id === null) return
    if (over.state === 'failed') fail(new DeskError(over.error ?? { code: 'INTERNAL', message: '' }))
    else if (step.is === 'looking')
      call('tokens.previewBulk', { id }).then((preview) => setStep({ is: 'asking', preview }), fail)
    else if (step.is === 'working') {
      bulk.current = null
      const changed = over.completed
      const leftOut = step.preview.count - (over.total ?? step.preview.count)
      onDone({ id, changed, leftOut, cancelled: over.state === 'cancelled' })
    }
  })
  useEffect(() => {
    if (job.data !== undefined && job.data.state !== 'running') ended(job.data)
  }, [job.data])
  const lost = useEffectEvent((error: DeskError) => fail(error))
  useEffect(() => {
    if (job.error !== null) lost(job.error)
  }, [job.error])

  return {
    step,
    job: jobId === null ? null : (job.data ?? null),
    start: (notes) => {
      const id = bulk.current
      if (step.is !== 'asking' || id === null) return
      const { preview } = step
      setStep({ is: 'working', preview, jobId: null, stopping: false })
      call('tokens.startBulk', { id, ...notes }).then(
        (started) => setStep({ is: 'working', preview, jobId: started.jobId, stopping: false }),
        fail,
      )
    },
    stop: () => {
      if (step.is !== 'working' || step.jobId === null || step.stopping) return
      setStep({ ...step, stopping: true })
      call('jobs.cancel', { id: step.jobId }).catch(fail)
    },
  }
}
