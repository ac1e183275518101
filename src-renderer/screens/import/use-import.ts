import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useEffectEvent, useReducer, useRef } from 'react'
import { IMPORT_FILE_LIMIT_BYTES, type ImportField } from '../../../src-shared/contract/imports.ts'
import type { Job } from '../../../src-shared/contract/jobs.ts'
import { DeskError } from '../../../src-shared/errors.ts'
import type { ImportId, JobId } from '../../../src-shared/schemas/ids.ts'
import { asDeskError } from '../../api/connect.ts'
import { useDesk } from '../../api/desk.tsx'
import type { CallOutput } from '../../api/queries.ts'
import { useJob } from '../../api/use-job.ts'
import { type Mapping, mappingFor, missingFrom, withField } from './mapping.ts'
import { type ImportKind, UnreadableFile, uploadFile } from './upload.ts'

export const STEPS = ['file', 'columns', 'preview', 'import', 'done'] as const
export type Step = (typeof STEPS)[number]
export type Inspection = CallOutput<'imports.inspect'>
export type Preview = CallOutput<'imports.preview'>
export type FileFormat = Pick<Inspection, 'encoding' | 'delimiter'>

/** What went wrong with a file before the desk could say anything about it. */
export type FileProblem = 'empty' | 'too-large' | 'several' | 'unreadable' | 'gone'

/** The file that is being imported. */
export interface ChosenFile {
  readonly name: string
  readonly sizeBytes: number
}

export interface ImportState {
  readonly step: Step
  readonly file: ChosenFile | null
  /** How much of the file the desk has; null while none is under way. */
  readonly sentBytes: number | null
  readonly inspecting: boolean
  readonly id: ImportId | null
  readonly inspection: Inspection | null
  readonly mapping: Mapping
  /** What the desk guessed at first, to name it among the choices. */
  readonly guess: FileFormat | null
  readonly job: JobId | null
  readonly cancelling: boolean
  readonly preview: Preview | null
  /** What is wrong on the step that is shown. */
  readonly problem: FileProblem | DeskError | null
  /** What the last cancelling did, to be said on the step that is shown. */
  readonly cancelled: 'reading' | 'preview' | 'import' | null
}

const START: ImportState = {
  step: 'file',
  file: null,
  sentBytes: null,
  inspecting: false,
  id: null,
  inspection: null,
  mapping: [],
  guess: null,
  job: null,
  cancelling: false,
  preview: null,
  problem: null,
  cancelled: null,
}

type Change = Partial<ImportState> | ((state: ImportState) => Partial<ImportState>)

function changed(state: ImportState, change: Change): ImportState {
  return { ...state, ...(typeof change === 'function' ? change(state) : change) }
}

export interface ImportFlow {
  readonly state: ImportState
  /** The job that is followed, once it is known. */
  readonly job: Job | null
  /** Takes the chosen or dropped files: checks, sends and inspects, then shows the columns. */
  choose(files: readonly File[]): void
  cancelReading(): void
  /** Reads the file again with another encoding or delimiter. */
  inspectAs(format: Partial<FileFormat>): void
  setField(column: number, field: ImportField | null): void
  /** Compares the file with the store. */
  prepare(): void
  /** Imports what the preview shows; wrong lines only where `skipWrong` leaves them out. */
  start(skipWrong: boolean): void
  cancelJob(): void
  /** Shows an earlier step again, with everything that was chosen. */
  goTo(step: 'file' | 'columns'): void
  /** Lets go of the file and starts anew. */
  restart(): void
}

/**
 * The import of one file, from choosing it to the counts at the end. It is discarded, and a job of it cancelled, when
 * the screen is left.
 */
export function useImport(kind: ImportKind): ImportFlow {
  const { call } = useDesk()
  const queries = useQueryClient()
  const [state, change] = useReducer(changed, START)
  const reading = useRef<AbortController | null>(null)
  const asked = useRef(0)
  const job = useJob(state.job)

  const letGo = useCallback(
    (id: ImportId | null, running: JobId | null) => {
      reading.current?.abort()
      if (running !== null) call('jobs.cancel', { id: running }).catch(() => undefined)
      if (id !== null) call('imports.discard', { id }).catch(() => undefined)
    },
    [call],
  )
  const leave = useEffectEvent(() => letGo(state.id, state.job))
  useEffect(() => () => leave(), [])

  const failed = (error: unknown) => {
    const known = asDeskError(error)
    // The desk forgets the file when it restarts, and when too many are open.
    if (known.code === 'NOT_FOUND') change({ ...START, problem: 'gone', file: state.file })
    else change({ inspecting: false, job: null, cancelling: false, problem: known })
  }

  const choose = async (file: File) => {
    letGo(state.id, state.job)
    const stop = new AbortController()
    reading.current = stop
    change({ ...START, file: { name: file.name, sizeBytes: file.size }, sentBytes: 0 })
    try {
      const onProgress = (sentBytes: number) => stop.signal.aborted || change({ sentBytes })
      const id = await uploadFile({ call, kind, file, signal: stop.signal, onProgress })
      change({ id, sentBytes: null, inspecting: true })
      const inspection = await call('imports.inspect', { id })
      if (stop.signal.aborted) return
      change({ inspection, mapping: inspection.mapping, guess: inspection, inspecting: false, step: 'columns' })
    } catch (error) {
      if (reading.current !== stop) return
      const problem = error instanceof UnreadableFile ? 'unreadable' : asDeskError(error)
      const cancelled = problem !== 'unreadable' && problem.code === 'CANCELLED'
      change({ ...START, ...(cancelled ? { cancelled: 'reading' } : { problem }) })
    }
  }

  const inspectAs = async (format: FileFormat) => {
    if (state.id === null) return
    asked.current += 1
    const question = asked.current
    change({ inspecting: true, problem: null })
    try {
      const inspection = await call('imports.inspect', { id: state.id, ...format })
      if (question !== asked.current) return
      change((now) => ({
        inspection,
        mapping: mappingFor(now.inspection && { headers: now.inspection.headers, mapping: now.mapping }, inspection),
        inspecting: false,
      }))
    } catch (error) {
      if (question === asked.current) failed(error)
    }
  }

  const prepare = async () => {
    const { id, inspection, mapping } = state
    if (id === null || inspection === null || missingFrom(kind, mapping).length > 0) return
    change({ step: 'preview', job: null, preview: null, problem: null, cancelled: null })
    // The lines of an earlier preview are not those of the next one.
    queries.removeQueries({ queryKey: ['imports.lines'] })
    const { encoding, delimiter } = inspection
    try {
      const { jobId } = await call('imports.prepare', { id, encoding, delimiter, mapping: [...mapping] })
      change({ job: jobId })
    } catch (error) {
      failed(error)
    }
  }

  const start = async (skipWrong: boolean) => {
    if (state.id === null) return
    change({ step: 'import', job: null, problem: null, cancelled: null })
    try {
      const { jobId } = await call('imports.start', { id: state.id, skipWrong })
      change({ job: jobId })
    } catch (error) {
      failed(error)
    }
  }

  const ended = useEffectEvent(async (over: Job) => {
    const previewing = state.step === 'preview'
    change({ job: null, cancelling: false })
    if (over.state === 'cancelled')
      change(previewing ? { step: 'columns', cancelled: 'preview' } : { step: 'preview', cancelled: 'import' })
    else if (over.state === 'failed') failed(new DeskError(over.error ?? { code: 'INTERNAL', message: '' }))
    else if (!previewing) change({ step: 'done' })
    else if (state.id !== null)
      await call('imports.preview', { id: state.id }).then((preview) => change({ preview }), failed)
  })
  useEffect(() => {
    if (job.data !== undefined && job.data.state !== 'running') void ended(job.data)
  }, [job.data])
  const lost = useEffectEvent((error: unknown) => failed(error))
  useEffect(() => {
    if (job.error !== null) lost(job.error)
  }, [job.error])

  return {
    state,
    job: state.job === null ? null : (job.data ?? null),
    choose: (files) => {
      const [file] = files
      if (file === undefined) return
      const problem = problemOf(files)
      if (problem === null) void choose(file)
      else change({ problem, cancelled: null })
    },
    cancelReading: () => reading.current?.abort(),
    inspectAs: (format) => {
      if (state.inspection === null) return
      const { encoding, delimiter } = state.inspection
      void inspectAs({ encoding, delimiter, ...format })
    },
    setField: (column, field) =>
      change((now) => ({ mapping: withField(now.mapping, column, field), problem: null, cancelled: null })),
    prepare: () => void prepare(),
    start: (skipWrong) => void start(skipWrong),
    cancelJob: () => {
      if (state.job === null || state.cancelling) return
      change({ cancelling: true })
      call('jobs.cancel', { id: state.job }).catch(failed)
    },
    goTo: (step) => change({ step, problem: null, cancelled: null }),
    restart: () => {
      letGo(state.id, state.job)
      change(START)
    },
  }
}

/** What can be said of files before anything is read. */
function problemOf(files: readonly File[]): FileProblem | null {
  if (files.length > 1) return 'several'
  const size = files[0]?.size ?? 0
  if (size > IMPORT_FILE_LIMIT_BYTES) return 'too-large'
  return size === 0 ? 'empty' : null
}
