import { type Kysely, type Selectable, sql } from 'kysely'
import { DeskError } from '../../../src-shared/errors.ts'
import type { Module } from '../../../src-shared/schemas/tokens.ts'
import { isDuplicate } from '../driver-errors.ts'
import type { ModuleTable, StoreSchema } from '../schema.ts'
import type { ModuleRepository, ModuleValues } from '../store.ts'
import { checkVersion, flagOf, notFound } from '../values.ts'
import { compiledOnce } from './compiled-once.ts'

export function moduleRepository(database: Kysely<StoreSchema>): ModuleRepository {
  const get = async (code: string): Promise<Module | undefined> => {
    const row = await database.selectFrom('modules').selectAll().where('code', '=', code).executeTakeFirst()
    return row === undefined ? undefined : moduleOf(row)
  }
  const changed = async (code: string): Promise<Module> => {
    const module = await get(code)
    if (module === undefined) throw notFound('This module')
    return module
  }

  return {
    list: async () => (await allModules(database, {})).map(moduleOf),
    get,

    create: async ({ code, ...values }) => {
      await database
        .insertInto('modules')
        .values({ code, ...columnsOf(values) })
        .execute()
        .catch((error: unknown) => {
          throw isDuplicate(error, 'modules.code') ? codeTaken(error) : error
        })
      return changed(code)
    },

    update: async (code, version, values) => {
      checkVersion(await get(code), version, 'This module')
      await database
        .updateTable('modules')
        .set({ ...columnsOf(values), version: sql`version + 1` })
        .where('code', '=', code)
        .execute()
      return changed(code)
    },
  }
}

const allModules = compiledOnce((database) => database.selectFrom('modules').selectAll().orderBy('id').compile())

function moduleOf(row: Selectable<ModuleTable>): Module {
  return {
    code: row.code,
    name: row.name,
    description: row.description,
    enabled: row.enabled === 1,
    forContacts: row.for_contacts === 1,
    version: row.version,
  }
}

function columnsOf({ name, description, enabled, forContacts }: ModuleValues) {
  return { name, description, enabled: flagOf(enabled), for_contacts: flagOf(forContacts) }
}

function codeTaken(cause: unknown): DeskError {
  const message = 'There is a module of this code already.'
  return new DeskError({ code: 'CONFLICT', message, fields: { code: { rule: 'taken', message } } }, { cause })
}
