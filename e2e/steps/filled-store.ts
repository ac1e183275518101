import { openDesk } from '../../src-core/open-desk.ts'
import { fillWithBenchData } from '../../src-core/store/bench/bench-data.ts'
import { administrator } from './session.ts'

/** Makes a store in the data folder, with the administrator and 20,000 tokens of others. */
export async function fillStore(dataDir: string): Promise<void> {
  const store = await openDesk({ folder: dataDir })
  await store.call({
    name: 'sessions.createAdministrator',
    input: { fullName: administrator.fullName, username: administrator.username, password: administrator.password },
    session: null,
  })
  await store.close()
  const size = { tokens: 20_000, contacts: 4_000, users: 400, customers: 200, seed: 1 }
  await fillWithBenchData(dataDir, { ...size, asOf: new Date().toISOString().slice(0, 10) }, () => {})
}
