import type { Kysely } from 'kysely'
import { z } from 'zod'
import {
  type BackupSchedule,
  backupSchedule as backupScheduleSchema,
  type LastBackup,
  lastBackup as lastBackupSchema,
} from '../../../src-shared/schemas/backups.ts'
import { type TrailVerification, trailVerification } from '../../../src-shared/schemas/checkpoints.ts'
import { installation as installationSchema } from '../../../src-shared/schemas/installation.ts'
import { type Policy, policy as policySchema } from '../../../src-shared/schemas/policy.ts'
import { type StoreCheckRecord, storeCheckRecord } from '../../../src-shared/schemas/store.ts'
import type { StoreSchema } from '../schema.ts'
import type { FirstRunCode, SettingsRepository } from '../store.ts'
import { staleVersion } from '../values.ts'
import { compiledOnce } from './compiled-once.ts'

export function settingsRepository(database: Kysely<StoreSchema>): SettingsRepository {
  const policy = record(database, 'policy', policySchema, policyIn)
  const installation = record(database, 'installation', installationSchema)
  const check = note<StoreCheckRecord | null>(database, 'store.check', storeCheckRecord, null)
  const verification = note<TrailVerification | null>(database, 'audit.verification', trailVerification, null)
  const lastBackup = note<LastBackup | null>(database, 'backups.last', lastBackupSchema, null)
  const backupBegun = note<number>(database, 'backups.begunAt', milliseconds, 0)
  const backupSchedule = note<BackupSchedule | null>(database, 'backups.schedule', backupScheduleSchema, null)
  const backupPassphrase = note<string | null>(database, 'backups.passphrase', sealedText, null)
  const firstRunCodes = note<readonly FirstRunCode[]>(database, 'firstRun.codes', firstRunCodeList, [])
  return {
    policy: policy.get,
    updatePolicy: policy.update,
    installation: installation.get,
    updateInstallation: installation.update,
    lastCheck: check.get,
    noteCheck: check.set,
    lastVerification: verification.get,
    noteVerification: verification.set,
    lastBackup: lastBackup.get,
    noteBackup: lastBackup.set,
    backupBegunAt: backupBegun.get,
    noteBackupBegun: backupBegun.set,
    backupSchedule: backupSchedule.get,
    setBackupSchedule: backupSchedule.set,
    backupPassphrase: backupPassphrase.get,
    setBackupPassphrase: backupPassphrase.set,
    firstRunCodes: firstRunCodes.get,
    setFirstRunCodes: firstRunCodes.set,
  }
}

// Made once: these repositories are made anew for every transaction.
const milliseconds = z.number()
const sealedText: z.ZodType<string | null> = z.string()
const firstRunCodeList = z.array(z.object({ digest: z.string(), expiresAt: z.number() })).readonly()

/** What the store remembers under a key, without versions. */
function note<Value>(database: Kysely<StoreSchema>, key: string, schema: z.ZodType<Value>, first: Value) {
  return {
    get: async (): Promise<Value> => {
      const [row] = await textOf(database, { key })
      return row === undefined ? first : schema.parse(JSON.parse(row.value))
    },
    set: async (noted: Value): Promise<void> => {
      const value = JSON.stringify(noted)
      await database
        .insertInto('settings')
        .values({ key, value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
        .execute()
    },
  }
}

const textOf = compiledOnce((database, { key }: { key: string }) =>
  database.selectFrom('settings').select('value').where('key', '=', key).compile(),
)

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
    const [row] = await textOf(database, { key })
    if (row === undefined) throw new Error(`The store has no ${key}.`)
    return read(row.value)
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
