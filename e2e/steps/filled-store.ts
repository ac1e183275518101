import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDesk } from '../../src-core/open-desk.ts'
import { fillWithBenchData } from '../../src-core/store/bench/bench-data.ts'
import { type Launched, launch } from '../launch.ts'
import { administrator, signIn } from './session.ts'

/** Does something with the application over a store of 20,000 tokens, whose administrator is signed in. */
export async function withFilledStore(use: (desk: Launched) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'token-desk-many-'))
  let desk: Launched | undefined
  try {
    await fillStore(dataDir)
    desk = await launch({ dataDir })
    await signIn(desk.page, administrator)
    await use(desk)
  } finally {
    await desk?.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function fillStore(dataDir: string): Promise<void> {
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
