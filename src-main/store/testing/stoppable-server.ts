import type { RequestListener } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { trialCertificate } from '../../testing/trial-certificate.ts'

/** A server behind real TLS that goes away and comes back at the same address. The test that asks for it stops it. */
export async function stoppableServer(tls: Awaited<ReturnType<typeof trialCertificate>>, answer: RequestListener) {
  let server: Server | null = null
  let port = 0

  async function start(): Promise<void> {
    server = createServer({ cert: tls.certificate, key: tls.key }, answer)
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  }
  async function stop(): Promise<void> {
    const running = server
    server = null
    running?.closeAllConnections()
    await new Promise((resolve) => (running === null ? resolve(null) : running.close(resolve)))
  }

  await start()
  onTestFinished(stop)
  return { origin: `https://127.0.0.1:${port}`, start, stop }
}
