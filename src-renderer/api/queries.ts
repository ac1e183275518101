import {
  keepPreviousData,
  QueryCache,
  QueryClient,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
} from '@tanstack/react-query'
import type { InputOf, NameOf, OutputOf } from '../../src-shared/contract/calls.ts'
import type { PageCalls } from '../../src-shared/contract/desktop.ts'
import type { PageEvent } from '../../src-shared/contract/events.ts'
import { DeskError } from '../../src-shared/errors.ts'
import { useDesk } from './desk.tsx'

export type CallName = NameOf<PageCalls>
export type CallInput<N extends CallName> = InputOf<PageCalls, N>
export type CallOutput<N extends CallName> = OutputOf<PageCalls, N>

/** How each paged call names the place to go on from. */
const pagination = {
  'users.list': { from: 'cursor', next: 'nextCursor' },
  'customers.list': { from: 'cursor', next: 'nextCursor' },
  'contacts.list': { from: 'cursor', next: 'nextCursor' },
  'tokens.list': { from: 'cursor', next: 'nextCursor' },
  'audit.list': { from: 'before', next: 'nextBefore' },
  'imports.lines': { from: 'after', next: 'nextAfter' },
} as const satisfies Partial<Record<CallName, { from: string; next: string }>>
/** The first page is short, to be there at once; the others are long, so that a refetch of many rows takes few calls. */
const FOLLOWING_PAGE_ROWS = 200
export type PagedName = keyof typeof pagination
export type RowOf<N extends PagedName> = CallOutput<N>['rows'][number]

/** What the whole page caches while one operator is signed in. It is thrown away on lock and sign-out. */
export function createQueryClient(onSessionLost: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof DeskError && (error.code === 'LOCKED' || error.code === 'NOT_SIGNED_IN')) onSessionLost()
      },
    }),
    defaultOptions: {
      // The desk is on this machine or says itself that it cannot be reached: the browser's idea of "online" is no help.
      queries: { networkMode: 'always', retry: false, staleTime: 10_000 },
      mutations: { networkMode: 'always', retry: false, gcTime: 0 },
    },
  })
}

interface QueryOptions {
  readonly enabled?: boolean
  /** Question and answer go as soon as nothing shows them. */
  readonly forgotten?: boolean
}
const FORGOTTEN = { gcTime: 0 }

/** The answer to one reading call. Refetched when an announcement says that it may have changed. */
export function useDeskQuery<N extends CallName>(
  name: N,
  input: CallInput<N>,
  options: QueryOptions & { readonly keepPrevious?: boolean; readonly everyMs?: number } = {},
): UseQueryResult<CallOutput<N>, DeskError> {
  const { call } = useDesk()
  return useQuery<CallOutput<N>, DeskError>({
    queryKey: [name, input],
    queryFn: () => call(name, input),
    enabled: options.enabled ?? true,
    // Figures that the clock changes, or that the desk keeps for a while, are asked for again now and then.
    refetchInterval: options.everyMs ?? false,
    ...(options.keepPrevious === true ? { placeholderData: keepPreviousData } : {}),
    ...(options.forgotten === true ? FORGOTTEN : {}),
  })
}

/** All keyset pages of one listing so far. The pages of the previous question stay in sight until the new ones arrive. */
export function useDeskPages<N extends PagedName>(
  name: N,
  input: CallInput<N>,
  options: QueryOptions = {},
): UseInfiniteQueryResult<readonly CallOutput<N>[], DeskError> {
  const { call } = useDesk()
  const { from, next } = pagination[name]
  return useInfiniteQuery<
    CallOutput<N>,
    DeskError,
    readonly CallOutput<N>[],
    readonly unknown[],
    string | number | null
  >({
    queryKey: [name, input, 'pages'],
    queryFn: async ({ pageParam, signal }) => {
      let place = pageParam
      for (;;) {
        const page = await call(name, place === null ? input : { ...input, [from]: place, limit: FOLLOWING_PAGE_ROWS })
        const following = placeAfter(page, next)
        // A page without rows says only that the desk has not found any yet.
        if (page.rows.length > 0 || following === null || signal.aborted) return page
        place = following
      }
    },
    initialPageParam: null,
    getNextPageParam: (last) => placeAfter(last, next) ?? undefined,
    select: (data) => data.pages,
    enabled: options.enabled ?? true,
    placeholderData: keepPreviousData,
    ...(options.forgotten === true ? FORGOTTEN : {}),
  })
}

function placeAfter(page: unknown, next: string): string | number | null {
  return (page as Record<string, string | number | null>)[next] ?? null
}

/** One changing call. Lists need no telling: the announcement that follows refetches them. */
export function useDeskChange<N extends CallName>(name: N) {
  const { call } = useDesk()
  return useMutation<CallOutput<N>, DeskError, CallInput<N>>({ mutationFn: (input) => call(name, input) })
}

/** Which answers an announcement makes stale: subjects show figures and names of each other. */
const staleAfter: Readonly<Record<PageEvent['name'], readonly string[]>> = {
  'tokens.changed': ['tokens.', 'overview.', 'contacts.', 'users.'],
  // Lists are in the order of the language that the operator prefers.
  'users.changed': [
    'users.',
    'profile.',
    'tokens.',
    'contacts.list',
    'customers.list',
    'overview.',
    'resourceServers.',
  ],
  'contacts.changed': ['contacts.', 'customers.', 'tokens.'],
  'customers.changed': ['customers.', 'contacts.', 'tokens.'],
  'policy.changed': ['policy.', 'tokens.choices', 'tokens.expiration'],
  'installation.changed': ['installation.', 'tokens.choices'],
  'modules.changed': ['modules.', 'tokens.'],
  'resource-servers.changed': ['resourceServers.'],
  // A check of the store leaves a record, as everything does.
  'audit.changed': ['audit.', 'store.info', 'backups.get'],
  'session.changed': ['sessions.list'],
  'session.locking': [],
  'job.changed': [],
  'trail.exporting': [],
  'clipboard.changed': [],
  'reveal.ended': [],
  'store.restarted': [''],
  'store.failed': [],
  'link.changed': [],
  'stores.changed': [],
}

/** Refetches what an announcement has made stale, and keeps running jobs up to date. */
export function applyEvent(queries: QueryClient, event: PageEvent): void {
  if (event.name === 'job.changed') queries.setQueryData(['jobs.get', { id: event.job.id }], event.job)
  const prefixes = staleAfter[event.name]
  if (prefixes.length === 0) return
  void queries.invalidateQueries({
    predicate: ({ queryKey: [name] }) => typeof name === 'string' && prefixes.some((prefix) => name.startsWith(prefix)),
  })
}
