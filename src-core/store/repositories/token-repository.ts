import { type Insertable, type Kysely, type RawBuilder, type Selectable, sql } from 'kysely'
import type { ContactId, TokenId, UserId } from '../../../src-shared/schemas/ids.ts'
import type { UserKind } from '../../../src-shared/schemas/people.ts'
import type { OwnerKind, TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { hasEnded } from '../../domain/employment.ts'
import { isEnabledAgain, statusOf, undoableUntil, type Withdrawal } from '../../domain/token-states.ts'
import type { Random } from '../../ports.ts'
import { flagWhere, isAmongCollected } from '../dialect.ts'
import { fold } from '../fold.ts'
import { newPublicId } from '../ids.ts'
import { nameColumns } from '../name-order.ts'
import type { Flag, StoreSchema, TokenModuleTable, TokenTable } from '../schema.ts'
import type { NewTokenValues, TokenLogo, TokenRepository } from '../store.ts'
import { checkVersion, flagOf, instantOf, notFound, optionalInstantOf } from '../values.ts'
import { compiledOnce } from './compiled-once.ts'
import { countMatches, pageOfIds } from './list-engine.ts'
import { moduleNumbers } from './module-numbers.ts'
import { sortKey } from './search.ts'
import { tokenCountPlan, tokenListPlan } from './token-list.ts'
import { stateColumns } from './token-state-columns.ts'
import { endless, moduleUsage, outliving } from './token-usage.ts'

export function tokenRepository(database: Kysely<StoreSchema>, random: Random): TokenRepository {
  const get = async (id: string, now: number): Promise<TokenSummary | undefined> => {
    const row = await database
      .selectFrom('tokens')
      .select('id')
      .where('public_id', '=', id as TokenId)
      .where('state', '!=', 'deleted')
      .executeTakeFirst()
    return row === undefined ? undefined : (await summariesOf(database, [row.id], now))[0]
  }

  return {
    list: async (request, scope, now) => {
      const key = sortKey(SORT_KEYS[request.sort.by], request)
      const plan = await tokenListPlan(database, request, scope, now, key)
      const page = await pageOfIds(database, plan, {
        sorting: { key, direction: request.sort.direction },
        cursor: request.cursor,
        limit: request.limit,
        about: [
          scope === 'all' ? null : [scope.contacts, scope.ownUserId],
          request.search ?? null,
          request.status ?? null,
          request.ownerKind ?? null,
          request.ownerId ?? null,
          request.module ?? null,
          request.expiringWithinDays ?? null,
          request.expiringBetween ?? null,
          request.use ?? null,
        ],
      })
      return {
        rows: await summariesOf(database, page.ids, now),
        nextCursor: page.nextCursor,
        order: page.order,
      }
    },

    count: async (filter, scope, now) => countMatches(database, await tokenCountPlan(database, filter, scope, now)),

    get,

    create: async (values, now) => {
      const columns = await columnsOf(database, values, now)
      const modules = await moduleNumbers(database, values.modules)
      const id = await insertWithFreshId(database, columns, random)
      await addModules(database, { id, ownerKind: values.owner.kind }, modules)
      if (values.logo != null) await putLogo(database, id, values.logo)
      const [token] = await summariesOf(database, [id], now)
      if (token === undefined) throw new Error('A token that was just inserted can be read.')
      return token
    },

    update: async (id, version, values) => {
      const stored = await database
        .selectFrom('tokens')
        .select(['id', 'version', 'owner_kind'])
        .where('public_id', '=', id as TokenId)
        .executeTakeFirst()
      checkVersion(stored, version, 'This token')
      if (stored === undefined) return
      const modules = await moduleNumbers(database, values.modules)
      await database
        .updateTable('tokens')
        .set({
          ...nameColumns(values.name),
          description: values.description,
          version: version + 1,
          // The version of the token itself is a number that no logo of it had before.
          ...(values.logo === undefined ? {} : { logo_version: values.logo === null ? null : version + 1 }),
        })
        .where('id', '=', stored.id)
        .execute()
      await replaceModules(database, { id: stored.id, ownerKind: stored.owner_kind }, modules)
      if (values.logo === null) await database.deleteFrom('token_logos').where('token_id', '=', stored.id).execute()
      else if (values.logo !== undefined) await putLogo(database, stored.id, values.logo)
    },

    logos: (ids) => logosOf(database, ids),

    setState: async (id, version, state, now, why) => {
      const stored = await database
        .selectFrom('tokens')
        .select(['id', 'version'])
        .where('public_id', '=', id as TokenId)
        .executeTakeFirst()
      checkVersion(stored, version, 'This token')
      if (stored === undefined) return
      await database
        .updateTable('tokens')
        .set(stateColumns(state, now, why))
        .where('id', '=', stored.id)
        .execute()
    },

    reinstate: async (id, state, now) => {
      await database
        .updateTable('tokens')
        .set({
          state,
          version: sql<number>`version + 1`,
          lapsed: state === 'removed' ? sql<Flag>`0` : flagWhere(sql`expires_order <= ${now}`),
          deleted_at: null,
          deleted_from: null,
          ...(state === 'removed' ? {} : { removed_at: null, removed_from: null, withdrawal_reason: null }),
        })
        .where('public_id', '=', id as TokenId)
        .execute()
    },

    endBy: async (id, version, at, now) => {
      const stored = await database
        .selectFrom('tokens')
        .select(['id', 'version', 'expires_at'])
        .where('public_id', '=', id as TokenId)
        .executeTakeFirst()
      checkVersion(stored, version, 'This token')
      if (stored === undefined) return
      const expires_at = Math.min(stored.expires_at ?? at, at)
      await database
        .updateTable('tokens')
        .set({ expires_at, lapsed: flagOf(expires_at <= now), version: version + 1 })
        .where('id', '=', stored.id)
        .execute()
    },

    withdrawal: async (id) => {
      const row = await database
        .selectFrom('tokens')
        .leftJoin('users', 'users.id', 'tokens.owner_user_id')
        .leftJoin('contacts', 'contacts.id', 'tokens.owner_contact_id')
        .select([
          'tokens.name',
          'tokens.state',
          'tokens.removed_at',
          'tokens.deleted_at',
          'tokens.removed_from',
          'tokens.deleted_from',
          'tokens.withdrawal_reason',
          'tokens.owner_kind',
          'users.public_id as user_id',
          'contacts.public_id as contact_id',
        ])
        .where('tokens.public_id', '=', id as TokenId)
        .executeTakeFirst()
      if (row === undefined) return undefined
      return {
        ...withdrawalOf(row),
        name: row.name,
        owner: { kind: row.owner_kind, id: row.user_id ?? row.contact_id ?? '' },
      }
    },

    hasNamesake: async ({ owner, name, now, exceptId }) => {
      const { id } = await ownerRow(database, owner)
      const namesake = await database
        .selectFrom('tokens')
        .select('id')
        .where(owner.kind === 'contact' ? 'owner_contact_id' : 'owner_user_id', '=', id)
        .where('state', 'in', ['active', 'disabled'])
        .where('name_folded', '=', fold(name))
        .where('expires_order', '>', now)
        .$if(exceptId !== undefined, (query) => query.where('public_id', '!=', exceptId as TokenId))
        .limit(1)
        .executeTakeFirst()
      return namesake !== undefined
    },

    outliving: (after) => outliving(database, after),
    endless: () => endless(database),
    usageOf: (module, now, only) => moduleUsage(database, module, now, only),

    state: async (id, now) => {
      const row = await database
        .selectFrom('tokens')
        .select(['state', 'version', 'disabled_until'])
        .where('public_id', '=', id as TokenId)
        .executeTakeFirst()
      if (row === undefined) return undefined
      return { state: isEnabledAgain(row.state, row.disabled_until, now) ? 'active' : row.state, version: row.version }
    },
  }
}

const SORT_KEYS = {
  createdAt: 'id',
  name: 'name_folded',
  expiresAt: 'expires_order',
  lastAccessAt: 'last_access_order',
} as const

/** Reads whole tokens, in the order of the given row numbers, with two queries however many there are. */
export async function summariesOf(
  database: Kysely<StoreSchema>,
  ids: readonly number[],
  now: number,
): Promise<TokenSummary[]> {
  if (ids.length === 0) return []
  const list = JSON.stringify(ids)
  const rows = await tokensByNumber(database, { list })
  const modules = await modulesByToken(database, list)
  const byId = new Map(rows.map((row) => [row.id, tokenOf(row, modules.get(row.id) ?? [], now)]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

function selectTokens(database: Kysely<StoreSchema>) {
  return database
    .selectFrom('tokens')
    .leftJoin('users as owner_user', 'owner_user.id', 'tokens.owner_user_id')
    .leftJoin('contacts as owner_contact', 'owner_contact.id', 'tokens.owner_contact_id')
    .leftJoin('customers as customer', 'customer.id', 'owner_contact.customer_id')
    .leftJoin('users as creator', 'creator.id', 'tokens.created_by')
    .leftJoin('token_values as kept_value', 'kept_value.token_id', 'tokens.id')
    .leftJoin('tokens as predecessor', 'predecessor.id', 'tokens.replaces_id')
    .leftJoin('tokens as successor', (join) =>
      // A token is replaced once; a replacement that was deleted leaves room for another one.
      join.on(
        'successor.id',
        '=',
        sql<number>`(select max(id) from tokens as next
        where next.replaces_id = tokens.id and next.replaces_id is not null and next.state <> 'deleted')`,
      ),
    )
    .select([
      'tokens.id',
      'tokens.public_id',
      'tokens.name',
      'tokens.description',
      'tokens.hint',
      'tokens.state',
      'tokens.owner_kind',
      'tokens.created_at',
      'tokens.expires_at',
      'tokens.last_access_at',
      'tokens.disabled_at',
      'tokens.disabled_until',
      'tokens.disable_reason',
      'tokens.removed_at',
      'tokens.deleted_at',
      'tokens.removed_from',
      'tokens.deleted_from',
      'tokens.withdrawal_reason',
      'predecessor.public_id as predecessor_id',
      'predecessor.name as predecessor_name',
      'successor.public_id as successor_id',
      'successor.name as successor_name',
      'tokens.logo_version',
      'kept_value.token_id as kept_value',
      'tokens.version',
      'owner_user.public_id as user_id',
      'owner_user.full_name as user_name',
      'owner_user.active as user_active',
      'owner_user.employment_ends_at as user_employment_ends_at',
      'owner_contact.public_id as contact_id',
      'owner_contact.full_name as contact_name',
      'owner_contact.active as contact_active',
      'customer.public_id as customer_id',
      'customer.name as customer_name',
      'customer.active as customer_active',
      'creator.public_id as creator_id',
      'creator.full_name as creator_name',
    ])
}

const tokensByNumber = compiledOnce((database, { list }: { list: string }) =>
  selectTokens(database).where(isAmongCollected('tokens.id', list)).compile(),
)

type TokenRow = Awaited<ReturnType<ReturnType<typeof selectTokens>['execute']>>[number]

function tokenOf(row: TokenRow, modules: TokenSummary['modules'], now: number): TokenSummary {
  const state = isEnabledAgain(row.state, row.disabled_until, now) ? 'active' : row.state
  const disabled = state === 'disabled'
  return {
    id: row.public_id,
    name: row.name,
    description: row.description,
    hint: row.hint,
    owner: ownerOf(row, now),
    modules,
    // Deleted tokens are not read as summaries.
    status: statusOf(state === 'deleted' ? 'removed' : state, row.expires_at, now),
    createdAt: instantOf(row.created_at),
    createdBy: row.creator_id === null ? null : { id: row.creator_id, name: row.creator_name ?? '' },
    expiresAt: optionalInstantOf(row.expires_at),
    lastAccessAt: optionalInstantOf(row.last_access_at),
    disabledAt: disabled ? optionalInstantOf(row.disabled_at) : null,
    disabledUntil: disabled ? optionalInstantOf(row.disabled_until) : null,
    disableReason: disabled ? row.disable_reason : null,
    removedAt: optionalInstantOf(row.removed_at),
    withdrawalReason: row.withdrawal_reason,
    undoableUntil: optionalInstantOf(undoableStill(undoableUntil(withdrawalOf(row)), now)),
    replaces: row.predecessor_id === null ? null : { id: row.predecessor_id, name: row.predecessor_name ?? '' },
    replacedBy: row.successor_id === null ? null : { id: row.successor_id, name: row.successor_name ?? '' },
    logoVersion: row.logo_version,
    recoverable: row.kept_value !== null,
    version: row.version,
  }
}

type WithdrawalRow = Pick<
  Selectable<TokenTable>,
  'state' | 'removed_at' | 'deleted_at' | 'removed_from' | 'deleted_from' | 'withdrawal_reason'
>

function withdrawalOf(row: WithdrawalRow): Withdrawal {
  return {
    state: row.state,
    removedAt: row.removed_at,
    deletedAt: row.deleted_at,
    removedFrom: row.removed_from,
    deletedFrom: row.deleted_from,
    reason: row.withdrawal_reason,
  }
}

function undoableStill(until: number | null, now: number): number | null {
  return until !== null && now < until ? until : null
}

async function numberOf(database: Kysely<StoreSchema>, id: TokenId): Promise<number> {
  const row = await database.selectFrom('tokens').select('id').where('public_id', '=', id).executeTakeFirst()
  if (row === undefined) throw notFound('This token')
  return row.id
}

function ownerOf(row: TokenRow, now: number): TokenSummary['owner'] {
  if (row.user_id !== null)
    return {
      kind: row.owner_kind,
      id: row.user_id,
      name: row.user_name ?? '',
      active: row.user_active === 1 && !hasEnded(row.user_employment_ends_at, now),
      customer: null,
    }
  if (row.contact_id === null || row.customer_id === null) throw new Error('A token has an owner.')
  return {
    kind: row.owner_kind,
    id: row.contact_id,
    name: row.contact_name ?? '',
    active: row.contact_active === 1 && row.customer_active === 1,
    customer: { id: row.customer_id, name: row.customer_name ?? '' },
  }
}

async function modulesByToken(
  database: Kysely<StoreSchema>,
  tokens: string,
): Promise<Map<number, TokenSummary['modules']>> {
  const rows = await modulesOfTokens(database, { tokens })
  const byToken = new Map<number, TokenSummary['modules']>()
  for (const { token_id, code, name } of rows) {
    const known = byToken.get(token_id)
    if (known === undefined) byToken.set(token_id, [{ code, name }])
    else known.push({ code, name })
  }
  return byToken
}

const modulesOfTokens = compiledOnce((database, { tokens }: { tokens: string }) =>
  database
    .selectFrom('token_modules')
    .innerJoin('modules', 'modules.id', 'token_modules.module_id')
    .select(['token_modules.token_id', 'modules.code', 'modules.name'])
    .where(isAmongCollected('token_modules.token_id', tokens))
    .orderBy('modules.id')
    .compile(),
)

interface ModuleHolder {
  readonly id: number
  readonly ownerKind: OwnerKind
}

async function addModules(
  database: Kysely<StoreSchema>,
  { id: token_id, ownerKind: owner_kind }: ModuleHolder,
  modules: readonly number[],
): Promise<void> {
  const rows = modules.map((module_id) => ({ token_id, module_id, owner_kind }))
  const [only, ...others] = rows
  if (only === undefined) return
  if (others.length === 0) await insertModule(database, only)
  else await database.insertInto('token_modules').values(rows).execute()
}

const insertModule = compiledOnce((database, row: TokenModuleTable) =>
  database.insertInto('token_modules').values(row).compile(),
)

async function replaceModules(
  database: Kysely<StoreSchema>,
  token: ModuleHolder,
  modules: readonly number[],
): Promise<void> {
  const rows = await database.selectFrom('token_modules').select('module_id').where('token_id', '=', token.id).execute()
  const held = new Set(rows.map((row) => row.module_id))
  const gone = [...held].filter((module) => !modules.includes(module))
  if (gone.length > 0)
    await database.deleteFrom('token_modules').where('token_id', '=', token.id).where('module_id', 'in', gone).execute()
  await addModules(
    database,
    token,
    modules.filter((module) => !held.has(module)),
  )
}

async function putLogo(database: Kysely<StoreSchema>, token_id: number, image: Uint8Array): Promise<void> {
  await database
    .insertInto('token_logos')
    .values({ token_id, image })
    .onConflict((conflict) => conflict.column('token_id').doUpdateSet({ image }))
    .execute()
}

async function logosOf(database: Kysely<StoreSchema>, ids: readonly string[]): Promise<TokenLogo[]> {
  if (ids.length === 0) return []
  const rows = await database
    .selectFrom('tokens')
    .innerJoin('token_logos', 'token_logos.token_id', 'tokens.id')
    .leftJoin('users as owner_user', 'owner_user.id', 'tokens.owner_user_id')
    .leftJoin('contacts as owner_contact', 'owner_contact.id', 'tokens.owner_contact_id')
    .select([
      'tokens.public_id as id',
      'tokens.logo_version',
      'tokens.owner_kind',
      'token_logos.image',
      'owner_user.public_id as user_id',
      'owner_contact.public_id as contact_id',
    ])
    .where('tokens.public_id', 'in', ids as TokenId[])
    .where('tokens.state', '!=', 'deleted')
    .execute()
  return rows.map(({ id, logo_version, owner_kind, image, user_id, contact_id }) => ({
    id,
    logoVersion: logo_version ?? 0,
    image,
    owner: { kind: owner_kind, id: user_id ?? contact_id ?? '' },
  }))
}

/** The number of the new row. An id that another one has already is drawn again. */
async function insertWithFreshId(
  database: Kysely<StoreSchema>,
  columns: Omit<Insertable<TokenTable>, 'public_id'>,
  random: Random,
): Promise<number> {
  const [made] = await insertToken(database, { ...columns, public_id: newPublicId('TKN', random) })
  return made?.id ?? insertWithFreshId(database, columns, random)
}

const insertToken = compiledOnce((database, columns: Insertable<TokenTable>) =>
  database
    .insertInto('tokens')
    .values(columns)
    .onConflict((conflict) => conflict.column('public_id').doNothing())
    .returning('id')
    .compile(),
)

async function columnsOf(database: Kysely<StoreSchema>, values: NewTokenValues, now: number) {
  const { creator, ...owner } = await ownerRow(database, values.owner, values.createdBy)
  if (values.createdBy !== null && creator === null) throw notFound('This user')
  return {
    created_at: now,
    state: 'active' as const,
    lapsed: flagOf(values.expiresAt !== null && values.expiresAt <= now),
    owner_kind: values.owner.kind,
    owner_user_id: values.owner.kind === 'contact' ? null : owner.id,
    owner_contact_id: values.owner.kind === 'contact' ? owner.id : null,
    owner_name_folded: owner.full_name_folded,
    ...nameColumns(values.name),
    description: values.description,
    hint: values.hint,
    digest: values.digest,
    created_by: creator,
    expires_at: values.expiresAt,
    logo_version: values.logo == null ? null : 1,
    replaces_id: values.replaces === undefined ? null : await numberOf(database, values.replaces),
  } satisfies Partial<Record<keyof TokenTable, unknown>>
}

/** The owner's row, and beside it the number of whoever makes a token, null where there is nobody of that id. */
async function ownerRow(
  database: Kysely<StoreSchema>,
  owner: NewTokenValues['owner'],
  createdBy: UserId | null = null,
) {
  if (owner.kind === 'contact') {
    const [contact] = await owningContact(database, { id: owner.id as ContactId, createdBy })
    if (contact === undefined) throw notFound('This contact')
    return contact
  }
  const kind = owner.kind === 'user' ? 'person' : 'technical'
  const [user] = await owningUser(database, { id: owner.id as UserId, kind, createdBy })
  if (user === undefined) throw notFound(owner.kind === 'user' ? 'This user' : 'This technical user')
  return user
}

const owningContact = compiledOnce(
  (database, { id, createdBy }: { readonly id: ContactId; readonly createdBy: UserId | null }) =>
    database
      .selectFrom('contacts')
      .select(['id', 'full_name_folded', numberOfUser(createdBy).as('creator')])
      .where('public_id', '=', id)
      .compile(),
)

const owningUser = compiledOnce(
  (
    database,
    { id, kind, createdBy }: { readonly id: UserId; readonly kind: UserKind; readonly createdBy: UserId | null },
  ) =>
    database
      .selectFrom('users')
      .select(['id', 'full_name_folded', numberOfUser(createdBy).as('creator')])
      .where('public_id', '=', id)
      .where('kind', '=', kind)
      .compile(),
)

function numberOfUser(id: UserId | null): RawBuilder<number | null> {
  return sql`(select creators.id from users as creators where creators.public_id = ${id})`
}
