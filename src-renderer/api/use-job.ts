import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { Job } from '../../src-shared/contract/jobs.ts'
import type { DeskError } from '../../src-shared/errors.ts'
import type { JobId } from '../../src-shared/schemas/ids.ts'
import { useDesk } from './desk.tsx'

/** How often a running job is asked for, in case an announcement was missed. */
const FALLBACK_MS = 1_000

/** A job as it stands: kept up to date by announcements, and asked for now and then. Null follows none. */
export function useJob(id: JobId | null): UseQueryResult<Job, DeskError> {
  const { call } = useDesk()
  return useQuery<Job, DeskError>({
    // As `applyEvent` names it.
    queryKey: ['jobs.get', { id }],
    queryFn: () => call('jobs.get', { id: id as JobId }),
    enabled: id !== null,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? FALLBACK_MS : false),
  })
}
