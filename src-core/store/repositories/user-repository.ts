import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely'
import { DeskError } from '../../../src-shared/errors.ts'
import type { Role, User, UserKind } from '../../../src-shared/schemas/people.ts'
import type { Random } from '../../ports.ts'
import { isAmong } from '../dialect.ts'
import { isDuplicate } from '../driver-errors.ts'
import { fold, usernameKey } from '../fold.ts'
import { freshId } from '../ids.ts'
import { fullNameColumns, indexesOfLanguages } from '../name-order.ts'
import type { StoreSchema, UserTable } from '../schema.ts'
import type { UserCredentials, UserFilter, UserRepository, UserValues } from '../store.ts'
import { checkVersion, flagOf, instantOf, notFound, optionalInstantOf } from '../values.ts'
import { compiledOnce } from './compiled-once.ts'
import { type Cell, cellRows, countMatches, type ListPlan, pageOfIds } from './list-engine.ts'
import { searchFilter, sortKey } from './search.ts'

export function userRepository(database: Kysely<StoreSchema>, random: Random): UserRepository {
  const select = () => selectUsers(database)

  const get = async (id: string): Promise<User | undefined> => {
    const [row] = await userById(database, { id: id as User['id'] })
    return row === undefined ? undefined : userOf(row)
  }

  const changed = async (id: string): Promise<User> => {
    const user = await get(id)
    if (user === undefined) throw notFound('This user')
    return user
  }

  const checked = async (id: string, version: number): Promise<void> => {
    const stored = await database
      .selectFrom('users')
      .select('version')
      .where('public_id', '=', id as User['id'])
      .executeTakeFirst()
    checkVersion(stored, version, 'This user')
  }

  /** Writes columns of one user and raises the version. */
  const write = async (id: string, version: number, values: Partial<Selectable<WritableColumns>>): Promise<User> => {
    await checked(id, version)
    await database
      .updateTable('users')
      .set({ ...values, version: version + 1 })
      .where('public_id', '=', id as User['id'])
      .execute()
    return changed(id)
  }

  const credentialsWhere = async (condition: RawBuilder<boolean>): Promise<UserCredentials | undefined> => {
    const row = await select()
      .select(['users.setup_code_digest', 'users.setup_code_expires_at'])
      .where(condition)
      .executeTakeFirst()
    if (row === undefined) return undefined
    return {
      user: userOf(row),
      passwordHash: row.password_hash,
      setupCodeDigest: row.setup_code_digest,
      setupCodeExpiresAt: row.setup_code_expires_at,
    }
  }

  return {
    isEmpty: async () => (await database.selectFrom('users').select('id').limit(1).executeTakeFirst()) === undefined,

    list: async (request) => {
      const key = sortKey(SORT_KEYS[request.sort.by], request)
      const page = await pageOfIds(database, listPlan(request, key), {
        sorting: { key, direction: request.sort.direction },
        cursor: request.cursor,
        limit: request.limit,
        about: filterOf(request),
      })
      const rows = await select().where(isAmong('users.id', page.ids)).execute()
      const byId = new Map(rows.map((row) => [row.id, userOf(row)]))
      return { rows: page.ids.flatMap((id) => byId.get(id) ?? []), nextCursor: page.nextCursor, order: page.order }
    },

    count: (filter) => countMatches(database, listPlan(filter, 'id')),
    get,
    findByUsername: (username) => credentialsWhere(sql`users.username_key = ${usernameKey(username)}`),
    credentials: (id) => credentialsWhere(sql`users.public_id = ${id}`),

    create: async (values, now) => {
      const public_id = await freshId(database, 'USR', random)
      await database
        .insertInto('users')
        .values({
          public_id,
          kind: values.kind,
          username: values.username,
          username_key: usernameKey(values.username),
          active: 1,
          created_at: now,
          ...columnsOf(values),
        })
        .execute()
        .catch((error: unknown) => {
          throw isDuplicate(error, 'users.username_key') ? usernameTaken(error) : error
        })
      return changed(public_id)
    },

    update: (id, version, values) => write(id, version, { kind: values.kind, ...columnsOf(values) }),
    setActive: (id, version, active) => write(id, version, { active: flagOf(active) }),

    setPassword: async (id, passwordHash) => {
      await database
        .updateTable('users')
        .set({ password_hash: passwordHash })
        .where('public_id', '=', id as User['id'])
        .execute()
    },

    setSetupCode: async (id, code) => {
      await database
        .updateTable('users')
        .set({ setup_code_digest: code?.digest ?? null, setup_code_expires_at: code?.expiresAt ?? null })
        .where('public_id', '=', id as User['id'])
        .execute()
    },

    hasAdministratorBeside: async (id) => {
      const other = await database
        .selectFrom('users')
        .select('id')
        .where('kind', '=', 'person')
        .where('role', '=', 'administrator')
        .where('active', '=', 1)
        .where('password_hash', 'is not', null)
        .where('public_id', '!=', id as User['id'])
        .limit(1)
        .executeTakeFirst()
      return other !== undefined
    },
  }
}

/** Selects users with what `userOf` needs. Tokens are counted in their index, for the rows asked for only. */
export function selectUsers(database: Kysely<StoreSchema>) {
  return database
    .selectFrom('users')
    .select([
      'users.id',
      'users.public_id',
      'users.kind',
      'users.username',
      'users.full_name',
      'users.email',
      'users.preferred_language',
      'users.role',
      'users.employed_from',
      'users.employed_until',
      'users.employment_ends_at',
      'users.active',
      'users.password_hash',
      'users.created_at',
      'users.version',
    ])
    .select((query) =>
      query
        .selectFrom('tokens')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .whereRef('tokens.owner_user_id', '=', 'users.id')
        .where('tokens.state', 'in', ['active', 'disabled'])
        .$asScalar()
        .as('token_count'),
    )
}

const userById = compiledOnce((database, { id }: { id: User['id'] }) =>
  selectUsers(database).where('users.public_id', '=', id).compile(),
)

/** A selected user as the house knows it. */
export function userOf(row: Awaited<ReturnType<ReturnType<typeof selectUsers>['execute']>>[number]): User {
  return {
    id: row.public_id,
    kind: row.kind,
    username: row.username,
    fullName: row.full_name,
    email: row.email,
    preferredLanguage: row.preferred_language,
    role: row.role,
    employedFrom: row.employed_from,
    employedUntil: row.employed_until,
    employmentEndsAt: optionalInstantOf(row.employment_ends_at),
    active: row.active === 1,
    hasPassword: row.password_hash !== null,
    tokenCount: row.token_count ?? 0,
    createdAt: instantOf(row.created_at),
    version: row.version,
  }
}

type WritableColumns = Omit<UserTable, 'id' | 'public_id' | 'search_text' | 'version'>

const SORT_KEYS = { fullName: 'full_name_folded', username: 'username_key', createdAt: 'id' } as const
const INDEXES = indexesOfLanguages({
  full_name_folded: 'users_by_name',
  username_key: 'users_by_username',
  id: 'users_by_created',
})

function listPlan(filter: UserFilter, sortKey: string): ListPlan {
  const cells = cellsOf(filter)
  const plan: ListPlan = {
    table: 'users',
    indexes: INDEXES,
    countIndex: INDEXES.id,
    cells,
    sources: [],
    conditions: [
      ...(filter.kind === undefined ? [] : [sql`t.kind = ${filter.kind}`]),
      ...(filter.role === undefined ? [] : [sql`t.role = ${filter.role}`]),
      ...(filter.active === undefined ? [] : [sql`t.active = ${flagOf(filter.active)}`]),
    ],
  }
  const employed = filter.employedOn === undefined ? plan : employedOn(plan, filter.employedOn)
  return searchFilter('users', 'full_name_folded', filter.search)?.applyTo(employed, sortKey) ?? employed
}

/** No index tells who is employed on a day, so these rows are looked for as those of a search are: within a bound. */
function employedOn(plan: ListPlan, day: string): ListPlan {
  const condition = sql`(t.employed_from is null or t.employed_from <= ${day})
    and (t.employed_until is null or t.employed_until >= ${day})`
  return {
    ...plan,
    sources: [...plan.sources, { candidates: cellRows(plan, plan.countIndex), condition }],
    conditions: [...plan.conditions, condition],
  }
}

/** One cell for each kind, role and active-or-not that the filter lets through. A technical user has no role. */
function cellsOf(filter: UserFilter): Cell[] {
  const kinds: readonly [UserKind, Role | null][] = [
    ['person', 'administrator'],
    ['person', 'support'],
    ['person', 'member'],
    ['person', null],
    ['technical', null],
  ]
  const flags = filter.active === undefined ? [1, 0] : [flagOf(filter.active)]
  return kinds
    .filter(([kind, role]) => (filter.kind ?? kind) === kind && (filter.role ?? role) === role)
    .flatMap(([kind, role]) =>
      flags.map((active) => ({
        conditions: [
          sql`t.kind = ${kind}`,
          role === null ? sql`t.role is null` : sql`t.role = ${role}`,
          sql`t.active = ${active}`,
        ],
      })),
    )
}

function filterOf({ search, kind, role, active, employedOn }: UserFilter) {
  return [search ?? null, kind ?? null, role ?? null, active ?? null, employedOn ?? null]
}

function columnsOf(values: UserValues) {
  return {
    ...fullNameColumns(values.fullName),
    email: values.email,
    email_folded: values.email === null ? null : fold(values.email),
    preferred_language: values.preferredLanguage,
    role: values.role,
    employed_from: values.employedFrom,
    employed_until: values.employedUntil,
    employment_ends_at: values.employmentEndsAt,
  }
}

function usernameTaken(cause: unknown): DeskError {
  const message = 'This username is taken.'
  return new DeskError({ code: 'CONFLICT', message, fields: { username: { rule: 'taken', message } } }, { cause })
}
