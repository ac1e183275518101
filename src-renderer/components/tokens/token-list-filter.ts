import { instant } from '../../../src-shared/schemas/common.ts'
import {
  moduleCode,
  type OwnerKind,
  ownerKind,
  type TokenStatus,
  type TokenUse,
  tokenStatus,
  tokenUse,
} from '../../../src-shared/schemas/tokens.ts'
import type { CallInput } from '../../api/queries.ts'
import { useListMemory } from '../listing/list-memory.tsx'

/** From the one instant on, before the other. */
export type TimeSpan = `${string}/${string}`

/** The filters of the list of tokens, as a person sets them; '' where one is not set. */
export interface TokenListFilter {
  readonly status: '' | TokenStatus
  readonly ownerKind: '' | OwnerKind
  readonly module: string
  /** Within so many days, or in a span: a week of the overview. */
  readonly expiring: '' | (typeof EXPIRING_WITHIN_DAYS)[number] | TimeSpan
  readonly use: '' | TokenUse
}
export const EXPIRING_WITHIN_DAYS = ['7', '30', '90'] as const
export const EVERY_TOKEN: TokenListFilter = { status: '', ownerKind: '', module: '', expiring: '', use: '' }

/** What an address asks of the list. What it cannot mean is passed over. */
export function tokenListFilterIn(search: Record<string, unknown>): Partial<TokenListFilter> {
  const status = tokenStatus.safeParse(search.status)
  const kind = ownerKind.safeParse(search.ownerKind)
  const module = moduleCode.safeParse(search.module)
  const use = tokenUse.safeParse(search.use)
  const expiring = expiringIn(String(search.expiring ?? ''))
  return {
    ...(status.success ? { status: status.data } : {}),
    ...(kind.success ? { ownerKind: kind.data } : {}),
    ...(module.success ? { module: module.data } : {}),
    ...(expiring === undefined ? {} : { expiring }),
    ...(use.success ? { use: use.data } : {}),
  }
}

/** The filters as the desk is asked with them. */
export function askedOf(filter: TokenListFilter): Omit<CallInput<'tokens.count'>, 'search'> {
  const { status, module, expiring, use } = filter
  const span = spanOf(expiring)
  return {
    ...(status === '' ? {} : { status: [status] }),
    ...(filter.ownerKind === '' ? {} : { ownerKind: [filter.ownerKind] }),
    ...(module === '' ? {} : { module }),
    ...(expiring === '' || span !== undefined ? {} : { expiringWithinDays: Number(expiring) }),
    ...(span === undefined ? {} : { expiringBetween: span }),
    ...(use === '' ? {} : { use }),
  }
}

/** The ends of a span, or undefined where it is none. */
export function spanOf(expiring: string): { readonly from: string; readonly before: string } | undefined {
  const [from, before, ...more] = expiring.split('/')
  if (more.length > 0 || !instant.safeParse(from).success || !instant.safeParse(before).success) return undefined
  return { from: from ?? '', before: before ?? '' }
}

/** The filters as they were left, while one operator is signed in. */
export function useTokenListFilter() {
  return useListMemory('tokens filter', EVERY_TOKEN)
}

/** Makes the list, before it is there, ready to show what these filters leave, and nothing searched. */
export function usePresetTokenList(): (filter: Partial<TokenListFilter>) => void {
  const [, setFilter] = useTokenListFilter()
  const [, setSearch] = useListMemory('tokens.list search', '')
  return (filter) => {
    setFilter({ ...EVERY_TOKEN, ...filter })
    setSearch('')
  }
}

function expiringIn(text: string): TokenListFilter['expiring'] | undefined {
  const days = EXPIRING_WITHIN_DAYS.find((value) => value === text)
  return days ?? (spanOf(text) === undefined ? undefined : (text as TimeSpan))
}
