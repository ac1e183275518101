import type { Kysely } from 'kysely'
import type { StoreSchema } from './schema.ts'
import type { ModuleRepository } from './store.ts'

export function moduleRepository(database: Kysely<StoreSchema>): ModuleRepository {
  return {
    list: async () => {
      const rows = await database.selectFrom('modules').selectAll().orderBy('id').execute()
      return rows.map((row) => ({
        code: row.code,
        name: row.name,
        description: row.description,
        enabled: row.enabled === 1,
        forContacts: row.for_contacts === 1,
      }))
    },
  }
}
