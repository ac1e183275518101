import type { Kysely } from 'kysely'
import { policy as policySchema } from '../../src-shared/schemas/policy.ts'
import type { StoreSchema } from './schema.ts'
import type { SettingsRepository } from './store.ts'
import { staleVersion } from './values.ts'

export function settingsRepository(database: Kysely<StoreSchema>): SettingsRepository {
  const policy = async () => {
    const { value } = await database
      .selectFrom('settings')
      .select('value')
      .where('key', '=', 'policy')
      .executeTakeFirstOrThrow()
    return policySchema.parse(JSON.parse(value))
  }

  return {
    policy,
    updatePolicy: async (values) => {
      if ((await policy()).version !== values.version) throw staleVersion()
      const changed = policySchema.parse({ ...values, version: values.version + 1 })
      await database
        .updateTable('settings')
        .set({ value: JSON.stringify(changed) })
        .where('key', '=', 'policy')
        .execute()
      return changed
    },
  }
}
