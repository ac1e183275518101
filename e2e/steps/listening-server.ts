import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A real server on this machine that counts whoever comes near it, by TCP or by UDP. */
export interface ListeningServer {
  readonly port: number
  /** Connections and datagrams so far. */
  visits(): number
  close(): Promise<void>
}

/** Listens on 127.0.0.1 and answers everything with a page that allows anybody to read it. */
export async function listenForVisits(): Promise<ListeningServer> {
  let visits = 0
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*' })
    response.end('<title>Elsewhere</title>')
  })
  server.on('connection', () => {
    visits += 1
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const datagrams = createSocket('udp4')
  datagrams.on('message', () => {
    visits += 1
  })
  datagrams.bind(port, '127.0.0.1')
  await once(datagrams, 'listening')
  return {
    port,
    visits: () => visits,
    async close() {
      datagrams.close()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
