import { connect, createServer, type Socket } from 'node:net'

/** Stands between a client and a server, and can fall silent as a network does that is gone without a word. */
export interface SilentProxy {
  readonly port: number
  /** From now on nothing of the connections that there are arrives, and none of them ends. New ones work. */
  fallSilent(): void
  close(): void
}

export async function silentProxy(target: { readonly host: string; readonly port: number }): Promise<SilentProxy> {
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(target)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.pipe(to)
      from.on('error', () => to.destroy())
      from.on('close', () => sockets.delete(from))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('A port was expected.')
  return {
    port: address.port,
    fallSilent() {
      for (const socket of sockets) {
        socket.unpipe()
        socket.pause()
      }
    },
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
