import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDesk } from '../../src-core/open-desk.ts'
import { remoteDesk } from '../../src-core/remote/remote-desk.ts'
import { quickPasswords } from '../../src-core/testing/quick-passwords.ts'
import { openRemoteStore } from '../../src-main/store/remote-store.ts'
import { processTimers } from '../../src-main/timers.ts'
import { deskCalls } from '../../src-shared/contract/index.ts'
import { CLOCK, QUIET } from '../testing/own-tls.ts'
import { serveHttps } from '../testing/serve-https.ts'

const ADMINISTRATOR = { fullName: 'Ada Admin', username: 'ada', password: 'seven grey herons over Brno' }

test('DC-3 · a change whose answer is cut off on its way is carried out once, and its secret still arrives', async () => {
  const { store, session, cutNextAnswer, cuts } = await desktopBehindACuttingNetwork()
  const call = async <N extends keyof typeof deskCalls>(name: N, input: unknown) => {
    const reply = await store.call({ name, input, session })
    if (!reply.ok) throw new Error(JSON.stringify(reply.error))
    return deskCalls[name].output.parse(reply.value)
  }
  const customer = (await call('customers.create', { name: 'Acme' })) as { id: string }
  const contact = (await call('contacts.create', { customerId: customer.id, fullName: 'Ada' })) as { id: string }

  cutNextAnswer()
  const { token, secret } = (await call('tokens.issue', {
    owner: { kind: 'contact', id: contact.id },
    name: 'Portal',
    modules: ['order-status'],
    expiration: { choice: '30-days' },
    timeZone: 'Europe/Prague',
  })) as { token: { id: string }; secret: Uint8Array }
  expect(cuts()).toBe(1)

  const { rows } = (await call('tokens.list', {})) as { rows: { id: string }[] }
  expect(rows.map(({ id }) => id)).toEqual([token.id])
  const verified = await call('tokens.verify', { secret: Buffer.from(secret).toString('latin1') })
  expect(verified).toMatchObject({ active: true, token: { id: token.id } })
  const trail = (await call('audit.list', { action: ['token.issued'] })) as { rows: unknown[] }
  expect(trail.rows).toHaveLength(1)
})

/** A store of the desktop, the real service, and between them a network that can lose an answer. */
async function desktopBehindACuttingNetwork() {
  const folder = mkdtempSync(join(tmpdir(), 'token-desk-lost-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const desk = await openDesk({ folder, passwords: quickPasswords })
  onTestFinished(() => desk.close())
  const service = await serveHttps(desk)
  onTestFinished(() => service.stop())

  let cutting = false
  let cut = 0
  const sockets = new Set<Socket>()
  const network = createServer((client) => {
    const server = connect(service.port, '127.0.0.1')
    for (const socket of [client, server]) sockets.add(socket.on('error', () => {}))
    client.pipe(server)
    server.on('data', (piece) => {
      if (!cutting) return void client.write(piece)
      cutting = false
      cut += 1
      client.destroy()
      server.destroy()
    })
    server.on('end', () => client.end())
  })
  await new Promise<void>((resolve) => network.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => network.close(resolve))
  })
  const origin = `https://127.0.0.1:${(network.address() as AddressInfo).port}`
  const store = await openRemoteStore({
    desk: remoteDesk({ origin, version: '0.0.0-test', trust: { authority: service.tls.authority } }),
    clock: CLOCK,
    timers: processTimers,
    log: QUIET,
    retryDelaysMs: [1],
    onLinkChanged: () => {},
  })
  onTestFinished(() => store.close())
  const reply = await store.call({ name: 'sessions.createAdministrator', input: ADMINISTRATOR, session: null })
  if (!reply.ok) throw new Error(reply.error.message)
  const { secret: session } = deskCalls['sessions.createAdministrator'].output.parse(reply.value)
  return { store, session, cutNextAnswer: () => (cutting = true), cuts: () => cut }
}
