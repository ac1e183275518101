// Measures what others do of the same kind, and writes the figures as JSON on the last line.

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { apiKey } from '@better-auth/api-key'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import Database from 'better-sqlite3'
import Provider from 'oidc-provider'
import { Client } from 'undici'

const DURATION_MS = 5_000
const CONNECTIONS = 8

const figures = [await oidcProvider(), await betterAuthKeys()]
process.stdout.write(`\n${JSON.stringify(figures)}\n`)
process.exit(0)

/** Introspection by oidc-provider with its own adapter in memory, over HTTP. */
async function oidcProvider() {
  const provider = new Provider('http://localhost:9', {
    clients: [
      {
        client_id: 'api',
        client_secret: 'x'.repeat(40),
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
    ],
    features: {
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      devInteractions: { enabled: false },
    },
  })
  const server = createServer(provider.callback()).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const origin = `http://127.0.0.1:${server.address().port}`
  const headers = {
    authorization: `Basic ${Buffer.from(`api:${'x'.repeat(40)}`).toString('base64')}`,
    'content-type': 'application/x-www-form-urlencoded',
  }
  const first = new Client(origin)
  const issued = await first.request({ method: 'POST', path: '/token', headers, body: 'grant_type=client_credentials' })
  const { access_token } = await issued.body.json()
  const looked = await first.request({
    method: 'POST',
    path: '/token/introspection',
    headers,
    body: `token=${access_token}`,
  })
  if ((await looked.body.json()).active !== true) throw new Error('oidc-provider did not accept its own token.')
  await first.close()
  const clients = Array.from({ length: CONNECTIONS }, () => new Client(origin))
  return {
    what: 'oidc-provider, introspection over HTTP, its own store in memory, one process with whoever asks',
    ...(await timed(
      clients.map((client) => async () => {
        const { body } = await client.request({
          method: 'POST',
          path: '/token/introspection',
          headers,
          body: `token=${access_token}`,
        })
        await body.dump()
      }),
    )),
  }
}

/** Verification of an API key by better-auth in the same process, over SQLite on disk. */
async function betterAuthKeys() {
  const folder = mkdtempSync(join(tmpdir(), 'token-desk-peer-'))
  const database = new Database(join(folder, 'auth.sqlite'))
  database.pragma('journal_mode = WAL')
  const options = {
    database,
    secret: 'measured and forgotten, but long enough',
    baseURL: 'http://localhost:9',
    emailAndPassword: { enabled: true },
    plugins: [apiKey({ rateLimit: { enabled: false } })],
  }
  const auth = betterAuth(options)
  await (await getMigrations(options)).runMigrations()
  const { user } = await auth.api.signUpEmail({
    body: { email: 'a@example.com', name: 'A', password: 'brown bread and butter' },
  })
  const { key } = await auth.api.createApiKey({ body: { userId: user.id, name: 'measured' } })
  const verify = async () => {
    const { valid } = await auth.api.verifyApiKey({ body: { key } })
    if (!valid) throw new Error('better-auth did not accept its own key.')
  }
  await verify()
  const result = { what: 'better-auth, verifyApiKey in the same process, SQLite on disk', ...(await timed([verify])) }
  database.close()
  rmSync(folder, { recursive: true, force: true })
  return result
}

async function timed(workers) {
  const begin = performance.now()
  const countFrom = begin + DURATION_MS / 6
  const end = begin + DURATION_MS
  const times = []
  await Promise.all(
    workers.map(async (work) => {
      while (performance.now() < end) {
        const asked = performance.now()
        await work()
        if (asked >= countFrom) times.push(performance.now() - asked)
      }
    }),
  )
  times.sort((left, right) => left - right)
  const at = (share) => times[Math.floor(times.length * share)]
  return { perSecond: times.length / ((end - countFrom) / 1000), p50Ms: at(0.5), p99Ms: at(0.99) }
}
