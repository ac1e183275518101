import type { Kysely } from 'kysely'
import type { z } from 'zod'
import { installation as installationSchema } from '../../src-shared/schemas/installation.ts'
import { type Policy, policy as policySchema } from '../../src-shared/schemas/policy.ts'
import { storeCheckRecord } from '../../src-shared/schemas/store.ts'
import type { StoreSchema } from './schema.ts'
import type { SettingsRepository } from './store.ts'
import { staleVersion } from './values.ts'

export function settingsRepository(database: Kysely<StoreSchema>): SettingsRepository {
  const policy = record(database, 'policy', policySchema, policyIn)
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

/** The policy as its JSON says it. It is asked for with every call and hardly ever changes, so the last one is kept. */
export function policyIn(value: string): Policy {
  if (lastPolicy?.value !== value) lastPolicy = { value, policy: policySchema.parse(JSON.parse(value)) }
  return lastPolicy.policy
}

let lastPolicy: { readonly value: string; readonly policy: Policy } | undefined

/** One record of settings under its key: read as its schema has it, and changed from its present version only. */
function record<Value extends { readonly version: number }>(
  database: Kysely<StoreSchema>,
  key: string,
  schema: z.ZodType<Value>,
  read: (value: string) => Value = (value) => schema.parse(JSON.parse(value)),
) {
  const get = async (): Promise<Value> => {
    const { value } = await database
      .selectFrom('settings')
      .select('value')
      .where('key', '=', key)
      .executeTakeFirstOrThrow()
    return read(value)
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
