import { type Kysely, type Selectable, sql } from 'kysely'
import type { ResourceServerId, UserId } from '../../../src-shared/schemas/ids.ts'
import type { ResourceServer } from '../../../src-shared/schemas/resource-servers.ts'
import type { Random } from '../../ports.ts'
import { fold } from '../fold.ts'
import { freshId } from '../ids.ts'
import type { ResourceServerTable, StoreSchema } from '../schema.ts'
import type { ResourceServerRepository, ResourceServerValues } from '../store.ts'
import { checkVersion, instantOf, notFound, optionalInstantOf } from '../values.ts'
import { moduleNumbers } from './module-numbers.ts'

/** Resource servers: few, so they are read whole. */
export function resourceServerRepository(database: Kysely<StoreSchema>, random: Random): ResourceServerRepository {
  const read = async (only?: string): Promise<ResourceServer[]> => {
    const rows = await database
      .selectFrom('resource_servers')
      .leftJoin('users', 'users.id', 'resource_servers.acts_as')
      .selectAll('resource_servers')
      .select(['users.public_id as user_id', 'users.full_name as user_name'])
      .$if(only !== undefined, (query) => query.where('resource_servers.public_id', '=', only as ResourceServerId))
      .orderBy('resource_servers.name_folded')
      .orderBy('resource_servers.id')
      .execute()
    const modules = await database
      .selectFrom('resource_server_modules')
      .innerJoin('modules', 'modules.id', 'resource_server_modules.module_id')
      .select(['resource_server_modules.server_id', 'modules.code', 'modules.name'])
      .orderBy('modules.id')
      .execute()
    return rows.map((row) => ({
      id: row.public_id,
      name: row.name,
      description: row.description,
      modules: modules.filter(({ server_id }) => server_id === row.id).map(({ code, name }) => ({ code, name })),
      actsAs: row.user_id === null ? null : { id: row.user_id, name: row.user_name ?? '' },
      hint: row.hint,
      createdAt: instantOf(row.created_at),
      secretMadeAt: instantOf(row.secret_made_at),
      withdrawnAt: optionalInstantOf(row.withdrawn_at),
      version: row.version,
    }))
  }
  const get = async (id: string): Promise<ResourceServer | undefined> => (await read(id))[0]
  const changed = async (id: string): Promise<ResourceServer> => {
    const server = await get(id)
    if (server === undefined) throw notFound('This resource server')
    return server
  }
  const write = async (
    id: string,
    version: number,
    values: Partial<Selectable<Omit<ResourceServerTable, 'id' | 'version'>>>,
  ): Promise<number> => {
    const stored = await database
      .selectFrom('resource_servers')
      .select(['id', 'version'])
      .where('public_id', '=', id as ResourceServerId)
      .executeTakeFirst()
    checkVersion(stored, version, 'This resource server')
    await database
      .updateTable('resource_servers')
      .set({ ...values, version: sql<number>`version + 1` })
      .where('public_id', '=', id as ResourceServerId)
      .execute()
    return stored?.id ?? 0
  }
  const setModules = async (serverId: number, codes: readonly string[]): Promise<void> => {
    await database.deleteFrom('resource_server_modules').where('server_id', '=', serverId).execute()
    const numbers = await moduleNumbers(database, codes)
    if (numbers.length === 0) return
    await database
      .insertInto('resource_server_modules')
      .values(numbers.map((module_id) => ({ server_id: serverId, module_id })))
      .execute()
  }

  return {
    list: () => read(),
    get,

    create: async (values, secret, now) => {
      const public_id = await freshId(database, 'RES', random)
      const { id } = await database
        .insertInto('resource_servers')
        .values({
          public_id,
          ...(await columnsOf(database, values)),
          ...secret,
          created_at: now,
          secret_made_at: now,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      await setModules(id, values.modules)
      return changed(public_id)
    },

    update: async (id, version, values) => {
      await setModules(await write(id, version, await columnsOf(database, values)), values.modules)
      return changed(id)
    },

    setSecret: async (id, version, secret, now) => {
      await write(id, version, { ...secret, secret_made_at: now })
      return changed(id)
    },

    withdraw: async (id, version, now) => {
      await write(id, version, { withdrawn_at: now })
      return changed(id)
    },
  }
}

async function columnsOf(database: Kysely<StoreSchema>, { name, description, actsAs }: ResourceServerValues) {
  return { name, name_folded: fold(name), description, acts_as: actsAs === null ? null : await row(database, actsAs) }
}

async function row(database: Kysely<StoreSchema>, technicalUser: string): Promise<number> {
  const user = await database
    .selectFrom('users')
    .select('id')
    .where('public_id', '=', technicalUser as UserId)
    .where('kind', '=', 'technical')
    .executeTakeFirst()
  if (user === undefined) throw notFound('This technical user')
  return user.id
}
