import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Desk } from '../desk.ts'
import { toJson } from '../remote/to-json.ts'

/** The smallest service that speaks `POST /v1/<name>` on the loopback. For tests only. */
export async function serveHttp(desk: Desk): Promise<{ readonly origin: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const name = /^\/v1\/([^/?]+)$/.exec(request.url ?? '')?.[1]
    const session = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null
    const reply = await desk.call({ name, input: JSON.parse(await bodyOf(request)), session })
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(toJson(reply))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
