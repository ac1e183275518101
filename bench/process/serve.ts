import { openDesk } from '../../src-core/open-desk.ts'
import { startService } from '../../src-server/service/service.ts'
import { trialTls } from '../../src-server/testing/own-tls.ts'
import type { Listening, ServiceStart } from '../service-wire.ts'
import { signIn } from '../signed-in.ts'

/** One instance of the service in a process of its own, as `token-desk serve` runs it. Told to start by a message. */
process.once('message', (start: ServiceStart) => void serve(start))
process.on('message', (message) => {
  if (message === 'memory') process.send?.({ memoryBytes: process.memoryUsage.rss() })
})

async function serve({ place, protocol, username, password }: ServiceStart): Promise<void> {
  const desk = await openDesk(place)
  const { call } = await signIn(desk, { username, password })
  const machine = await call('users.create', {
    kind: 'technical',
    username: `measured-${process.pid}-${Date.now()}`,
    fullName: 'Measured machine',
  })
  const { resourceServer, secret } = await call('resourceServers.create', {
    name: 'Measured API',
    modules: [],
    actsAs: machine.id,
  })
  const tls = protocol === 'https' ? await trialTls() : null
  const { address } = await startService({
    desk,
    log: { info: () => {}, warn: () => {}, error: (_message, error) => process.stderr.write(`${String(error)}\n`) },
    version: '0.0.0-bench',
    listen: { host: '127.0.0.1', port: 0 },
    tls,
    proxies: ['127.0.0.1'],
    plainHttpBehindProxy: tls === null,
  })
  const listening: Listening = {
    origin: `${protocol}://127.0.0.1:${address.port}`,
    authority: tls?.authority,
    basic: `Basic ${Buffer.from(`${resourceServer.id}:${Buffer.from(secret).toString('latin1')}`).toString('base64')}`,
  }
  process.send?.(listening)
}
