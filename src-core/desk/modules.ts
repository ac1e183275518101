import type { moduleCalls } from '../../src-shared/contract/modules.ts'
import type { Module } from '../../src-shared/schemas/tokens.ts'
import type { Handlers } from '../dispatch.ts'
import { found } from './refusals.ts'
import { settingDifferences } from './setting-differences.ts'

/** The areas of the API that tokens can reach. */
export const moduleHandlers: Handlers<typeof moduleCalls> = {
  'modules.list': (_input, { repositories }) => repositories.modules.list(),

  'modules.create': async (values, { repositories, audit, announce }) => {
    const module = await repositories.modules.create(values)
    await audit({
      action: 'module.created',
      subject: subjectOf(module),
      details: { name: module.name, enabled: module.enabled, forContacts: module.forContacts },
    })
    announce('modules.changed')
    return module
  },

  'modules.update': async ({ code, version, ...values }, { repositories, audit, announce }) => {
    const before = found(await repositories.modules.get(code), 'This module')
    const after = await repositories.modules.update(code, version, values)
    await audit({ action: 'module.changed', subject: subjectOf(after), details: settingDifferences(before, after) })
    announce('modules.changed')
    return after
  },

  'modules.usage': async ({ code, ownerKind }, { repositories, clock }) => {
    found(await repositories.modules.get(code), 'This module')
    return repositories.tokens.usageOf(code, clock.now(), ownerKind)
  },
}

function subjectOf({ code, name }: Module) {
  return { kind: 'module', id: code, name } as const
}
