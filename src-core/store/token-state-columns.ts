import { sql } from 'kysely'
import type { TokenState } from '../../src-shared/schemas/tokens.ts'
import { flagWhere } from './dialect.ts'
import type { Flag } from './schema.ts'

/** What a change of state writes into a token's row, be it of one token or of many. */
export function stateColumns(state: TokenState, now: number) {
  const living = state === 'active' || state === 'disabled'
  return {
    state,
    version: sql<number>`version + 1`,
    lapsed: living ? flagWhere(sql`expires_order <= ${now}`) : sql<Flag>`0`,
    ...(state === 'active' ? { disabled_at: null } : {}),
    ...(state === 'disabled' ? { disabled_at: now } : {}),
    ...(state === 'removed' ? { removed_at: now } : {}),
    ...(state === 'deleted' ? { deleted_at: now } : {}),
  }
}
