import type { Kysely } from 'kysely'
import type { z } from 'zod'
import { installation as installationSchema } from '../../src-shared/schemas/installation.ts'
import { policy as policySchema } from '../../src-shared/schemas/policy.ts'
import { storeCheckRecord } from '../../src-shared/schemas/store.ts'
import type { StoreSchema } from './schema.ts'
import type { SettingsRepository } from './store.ts'
import { staleVersion } from './values.ts'

export function settingsRepository(database: Kysely<StoreSchema>): SettingsRepository {
  const policy = record(database, 'policy', policySchema)
  const installation = record(database, 'installation', installationSchema)
  return {
    policy: policy.get,
    updatePolicy: policy.update,
    installation: installation.get,
    updateInstallation: installation.update,
    lastCheck: async () => {
      const row = await database.selectFrom('settings').select('value').where('key', '=', CHECK_KEY).executeTakeFirst()
      return row === undefined ? null : storeCheckRecord.parse(JSON.parse(row.value))
    },
    noteCheck: async (check) => {
      const value = JSON.stringify(check)
      await database
        .insertInto('settings')
        .values({ key: CHECK_KEY, value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
        .execute()
    },
  }
}

const CHECK_KEY = 'store.check'

/** One record of settings under its key: read as its schema has it, and changed from its present version only. */
function record<Value extends { readonly version: number }>(
  database: Kysely<StoreSchema>,
  key: string,
  schema: z.ZodType<Value>,
) {
  const get = async (): Promise<Value> => {
    const { value } = await database
      .selectFrom('settings')
      .select('value')
      .where('key', '=', key)
      .executeTakeFirstOrThrow()
    return schema.parse(JSON.parse(value))
  }
  const update = async (values: Value): Promise<Value> => {
    if ((await get()).version !== values.version) throw staleVersion()
    const changed = schema.parse({ ...values, version: values.version + 1 })
    await database
      .updateTable('settings')
      .set({ value: JSON.stringify(changed) })
      .where('key', '=', key)
      .execute()
    return changed
  }
  return { get, update }
}
