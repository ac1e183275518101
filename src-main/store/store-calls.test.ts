import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { LOCAL_STORE, type StoreTrust } from '../../src-shared/contract/stores.ts'
import { memoryLog } from '../testing/memory-log.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { trialCertificate } from '../testing/trial-certificate.ts'
import type { StoreChoice } from './chosen-store.ts'
import type { Connection } from './connection.ts'
import { profilesIn } from './profiles.ts'
import { storeHandlers } from './store-calls.ts'

let tls: Awaited<ReturnType<typeof trialCertificate>>
beforeAll(async () => {
  tls = await trialCertificate()
})

/** A server that says it is a service, or answers something else. */
async function server(answer: unknown = { store: 'ready', session: { state: 'signed-out' } }): Promise<string> {
  const listening = createServer({ cert: tls.certificate, key: tls.key }, (_request, response) =>
    response.end(JSON.stringify({ ok: true, value: answer })),
  )
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    listening.closeAllConnections()
    await new Promise((resolve) => listening.close(resolve))
  })
  return `https://127.0.0.1:${(listening.address() as AddressInfo).port}`
}

function stores() {
  const chosen: StoreChoice[] = []
  let changes = 0
  const connection = {
    isActive: () => false,
    use: async (choice: StoreChoice) => void chosen.push(choice),
  } as Partial<Connection> as Connection
  const profiles = profilesIn(temporaryFolder(), memoryLog())
  const calls = storeHandlers({ connection, profiles, version: '1.2.3', onStoresChanged: () => (changes += 1) })
  const add = (address: string, trust: StoreTrust) =>
    calls['desktop.addStore']({ name: 'Prague', colour: 'green', address, trust, goOver: true })
  return { calls, chosen, add, changes: () => changes }
}

test('DC-3 · the fingerprint that a server shows is what it is trusted by afterwards', async () => {
  const address = await server()
  const { calls, chosen, add } = stores()
  const { problem, own, authority } = await calls['desktop.inspectService']({ address })
  expect({ problem, authority }).toEqual({ problem: 'not-trusted', authority: null })
  const list = await add(address, { by: 'fingerprint', fingerprint: own.fingerprint })
  expect(list.stores.map(({ id, address: at }) => [id === list.current, at])).toEqual([
    [false, null],
    [true, address],
  ])
  expect(JSON.stringify(list)).not.toContain(own.fingerprint)
  expect(chosen).toEqual([{ kind: 'remote', address, version: '1.2.3', trust: { fingerprint: own.fingerprint } }])
})

test('DC-3 · what is no Token Desk, is not trusted, or comes with a file that is none, is not kept', async () => {
  const { calls, chosen, add, changes } = stores()
  const authority: StoreTrust = { by: 'authority', authority: tls.certificate }
  await expect(add(await server({ something: 'else' }), authority)).rejects.toMatchObject({ reason: 'not-token-desk' })
  await expect(add(await server(), { by: 'system' })).rejects.toMatchObject({ reason: 'not-trusted' })
  await expect(add(await server(), { by: 'authority', authority: 'no certificate' })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    fields: { authority: { rule: 'noCertificate' } },
  })
  expect((await calls['desktop.stores']({})).stores.map(({ id }) => id)).toEqual([LOCAL_STORE])
  expect({ chosen, changes: changes() }).toEqual({ chosen: [], changes: 0 })
})

test('a server that is forgotten while it is used leaves the store of this computer', async () => {
  const { calls, chosen, add } = stores()
  const { current } = await add(await server(), { by: 'authority', authority: tls.certificate })
  expect(await calls['desktop.removeStore']({ id: current })).toMatchObject({ current: LOCAL_STORE })
  expect(chosen.at(-1)).toEqual({ kind: 'local' })
})
