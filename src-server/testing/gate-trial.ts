import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServiceDesk } from '../../src-core/desk.ts'
import type { StorePlace } from '../../src-core/open-desk.ts'
import { openDesk } from '../../src-core/open-desk.ts'
import { callAs } from '../../src-core/testing/call-as.ts'
import { quickPasswords } from '../../src-core/testing/quick-passwords.ts'
import type { Call } from '../../src-shared/contract/calls.ts'
import type { DeskCalls } from '../../src-shared/contract/index.ts'
import type { ResourceServer } from '../../src-shared/schemas/resource-servers.ts'
import type { OwnerReference, TokenSummary } from '../../src-shared/schemas/tokens.ts'
import type { ServiceOptions } from '../service/service.ts'
import { type Answer, ask, type Question } from './ask.ts'
import { type ServedDesk, serveHttps } from './serve-https.ts'

/** A service with an administrator, as APIs and gateways ask it. For tests only. */
export interface GateTrial {
  readonly service: ServedDesk
  readonly desk: ServiceDesk
  /** The desk as the administrator `anna` sees it. */
  readonly call: Call<DeskCalls>
  /** Milliseconds since 1970; only the test moves it. */
  clock: { now: number }
  issue(owner: OwnerReference, modules?: string[]): Promise<{ token: TokenSummary; secret: string }>
  contact(customer: string): Promise<{ id: `CON-${string}`; customerId: `CUS-${string}` }>
  technicalUser(): Promise<{ id: `USR-${string}` }>
  person(username: string, password: string): Promise<{ id: `USR-${string}` }>
  resourceServer(values?: {
    modules?: string[]
    actsAs?: string
  }): Promise<{ record: ResourceServer; secret: string; basic: string }>
  /** Posts a form, each parameter as often as it stands there. */
  form(
    path: string,
    parameters: readonly (readonly [string, string])[],
    headers?: Record<string, string>,
  ): Promise<Answer>
  get(path: string, question?: Question): Promise<Answer>
  close(): Promise<void>
}

export const GATE_PASSWORD = 'brown bread and butter'

/** Over a store in a folder of its own, unless another place is given. */
export async function gateTrial(options: Partial<ServiceOptions> = {}, place?: StorePlace): Promise<GateTrial> {
  const folder = mkdtempSync(join(tmpdir(), 'token-desk-gate-'))
  const clock = { now: Date.parse('2026-11-21T11:00:00.000Z') }
  const desk = await openDesk({ ...(place ?? { folder }), clock: { now: () => clock.now }, passwords: quickPasswords })
  const { secret: session } = await callAs(desk, null)('sessions.createAdministrator', {
    fullName: 'Anna Adminová',
    username: 'anna',
    password: GATE_PASSWORD,
  })
  const call = callAs(desk, session)
  const service = await serveHttps(desk, options)
  let made = 0
  const next = () => {
    made += 1
    return made
  }
  return {
    service,
    desk,
    call,
    clock,
    async issue(owner, modules = ['order-status']) {
      const { token, secret } = await call('tokens.issue', {
        owner,
        name: `Token ${next()}`,
        modules,
        timeZone: 'UTC',
        expiration: { choice: '30-days' },
      })
      return { token, secret: Buffer.from(secret).toString('latin1') }
    },
    async contact(name) {
      const customer = await call('customers.create', { name })
      const { id } = await call('contacts.create', { customerId: customer.id, fullName: `Contact ${next()}` })
      return { id, customerId: customer.id }
    },
    technicalUser: () =>
      call('users.create', { kind: 'technical', username: `machine-${next()}`, fullName: `Maschine № ${made}` }),
    async person(username, password) {
      const user = await call('users.create', { username, fullName: `Person ${next()}`, role: 'member' })
      const { secret } = await call('users.issueSetupCode', { id: user.id })
      const setupCode = Buffer.from(secret).toString('latin1')
      await callAs(desk, null)('sessions.setPassword', { username, setupCode, password })
      return user
    },
    async resourceServer({ modules = [], actsAs } = {}) {
      const { resourceServer, secret } = await call('resourceServers.create', {
        name: `API ${next()}`,
        modules,
        actsAs: (actsAs ?? null) as `USR-${string}` | null,
      })
      const text = Buffer.from(secret).toString('latin1')
      return { record: resourceServer, secret: text, basic: basicOf(resourceServer.id, text) }
    },
    form: (path, parameters, headers = {}) =>
      ask(service, path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams(parameters.map(([name, value]): [string, string] => [name, value])).toString(),
      }),
    get: (path, question) => ask(service, path, question),
    async close() {
      await service.stop()
      await desk.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** HTTP Basic as RFC 6749, section 2.3.1, has it. */
export function basicOf(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`
}
