import { Client } from 'undici'

export interface Load {
  readonly origin: string
  /** The authority of the server's certificate, in PEM. */
  readonly authority?: string
  readonly connections: number
  readonly durationMs: number
  /** The request of this number, and which status answers it. */
  request(number: number): { method: 'GET' | 'POST'; path: string; headers?: Record<string, string>; body?: string }
  readonly status?: number
}

export interface LoadFigures {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/**
 * Asks again as soon as an answer is there, over connections that stay open, for a while; the first sixth only warms up.
 *
 * @throws {Error} where an answer has another status.
 */
export async function load({
  origin,
  authority,
  connections,
  durationMs,
  request,
  status = 200,
}: Load): Promise<LoadFigures> {
  const begin = performance.now()
  const countFrom = begin + durationMs / 6
  const end = begin + durationMs
  const times: number[] = []
  let number = 0
  const ask = async (client: Client): Promise<void> => {
    while (performance.now() < end) {
      const asked = performance.now()
      const { statusCode, body } = await client.request(request(number++))
      await body.dump()
      if (statusCode !== status) throw new Error(`${origin} answered ${statusCode}.`)
      if (asked >= countFrom) times.push(performance.now() - asked)
    }
  }
  const clients = Array.from(
    { length: connections },
    () => new Client(origin, authority === undefined ? {} : { connect: { ca: authority } }),
  )
  try {
    await Promise.all(clients.map(ask))
  } finally {
    await Promise.all(clients.map((client) => client.destroy()))
  }
  times.sort((left, right) => left - right)
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN
  return { perSecond: times.length / ((end - countFrom) / 1000), p50Ms: at(0.5), p99Ms: at(0.99) }
}
