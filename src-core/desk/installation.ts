import type { installationCalls } from '../../src-shared/contract/installation.ts'
import type { Handlers } from '../dispatch.ts'
import { settingDifferences } from './setting-differences.ts'

/** Whose installation this is, where its API is, and what is switched on in it. */
export const installationHandlers: Handlers<typeof installationCalls> = {
  'installation.get': (_input, { repositories }) => repositories.settings.installation(),

  'installation.update': async (values, { repositories, audit, announce }) => {
    const before = await repositories.settings.installation()
    const after = await repositories.settings.updateInstallation(values)
    await audit({
      action: 'installation.changed',
      subject: { kind: 'installation', id: 'installation', name: 'Installation' },
      details: settingDifferences(before, after),
    })
    announce('installation.changed')
    return after
  },
}
