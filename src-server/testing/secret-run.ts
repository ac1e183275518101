import { randomUUID } from 'node:crypto'
import { expect, onTestFinished } from 'vitest'
import type { Desk } from '../../src-core/desk.ts'
import { openDesk, type StorePlace } from '../../src-core/open-desk.ts'
import { remoteDesk } from '../../src-core/remote/remote-desk.ts'
import { callAs, refusalOf } from '../../src-core/testing/call-as.ts'
import { memoryKeyRing } from '../../src-core/testing/memory-key-ring.ts'
import type { Call } from '../../src-shared/contract/calls.ts'
import type { DeskCalls } from '../../src-shared/contract/index.ts'
import type { OwnerReference } from '../../src-shared/schemas/tokens.ts'
import { ask, call } from './ask.ts'
import { basicOf } from './gate-trial.ts'
import { misplace, misplaceInNames } from './misplaced-secrets.ts'
import type { ServedProcess } from './served-process.ts'

/** Everything secret that a run makes and sends, under names that may be told. For tests only. */
export interface SecretsOfRun {
  readonly all: ReadonlyMap<string, string>
  /** Remembers one and gives it back as text. */
  keep(name: string, secret: string | Uint8Array): string
  /** A new password, which needs no escape in an address, a form or JSON: so it would be found wherever it got to. */
  newPassword(name: string): string
}

export function secretsOfRun(): SecretsOfRun {
  const all = new Map<string, string>()
  const keep: SecretsOfRun['keep'] = (name, secret) => {
    const text = typeof secret === 'string' ? secret : Buffer.from(secret).toString('latin1')
    if (all.has(name)) throw new Error(`There is a secret named “${name}” already.`)
    all.set(name, text)
    return text
  }
  return { all, keep, newPassword: (name) => keep(name, `heron-${randomUUID()}`) }
}

/** What a run is known by in every file that holds its tokens. */
export const NAME_OF_TOKENS = 'Herons over the Vltava'

/** Where a run has come to. */
export interface SecretRun {
  readonly password: string
  readonly administrator: OwnerReference
  readonly contact: OwnerReference
  readonly clientBasic: string
  /** Tokens that are accepted. */
  readonly accepted: readonly string[]
}

/**
 * Has the service make every kind of secret, use each of them as it is meant to be used, and some where none belongs.
 *
 * @param instances of the service, over one store. The last one is asked to go on with what the first one began.
 */
export async function beginRun(instances: readonly ServedProcess[], secrets: SecretsOfRun): Promise<SecretRun> {
  const [service, other = service] = instances
  if (service === undefined || other === undefined) throw new Error('There is no service to ask.')
  if (other !== service) await printedCode(other, secrets, PRINTED_BY_OTHER)
  const as = clientOf(service, secrets)
  const { operator, ...first } = await createAdministrator(service, as, secrets)
  const { password, session } = await signInEveryWay(service, as, first, secrets)
  const anna = as(session)
  const people = await addPeople(anna, as, secrets)
  const administrator = { kind: 'user', id: operator.id } as const
  const tokens = await issueEveryWay(anna, [administrator, people.machine, people.contact], secrets)
  const { clientBasic, fetched } = await askAsApis(service, anna, { ...people, password, tokens }, secrets)
  await refuseToKeep(anna, secrets)
  const file = `fullName,customer\n${tokens[0]},Bohemia Glass\n`
  await importThrough(anna, clientOf(other, secrets)(session), file)
  await misplaceSecrets(service, session, tokens, secrets)
  return { password, administrator, contact: people.contact, clientBasic, accepted: [...tokens, ...fetched] }
}

/** What is done after the next start. */
export async function goOn(service: ServedProcess, run: SecretRun, secrets: SecretsOfRun): Promise<void> {
  const as = clientOf(service, secrets)
  const { secret } = await as(null)('sessions.signIn', { username: 'anna', password: run.password })
  const anna = as(secrets.keep('the session after the next start', secret))
  for (const token of run.accepted) {
    expect((await introspect(service, token, run.clientBasic)).json()).toMatchObject({ active: true })
    expect((await forwarded(service, token)).status).toBe(200)
  }
  const { token, secret: value } = await anna('tokens.issue', newToken(run.administrator))
  secrets.keep('a token after the next start', value)
  const { id, version } = token
  const rotated = await anna('tokens.rotate', { id, version, overlap: 'none', timeZone: 'UTC' })
  secrets.keep('a token that takes the place of another after the next start', rotated.secret)
  const given = await anna('users.issueSetupCode', { id: (await newPerson(anna, 'cyril')).id })
  keepCode(secrets, 'a setup code after the next start', given.secret)
  await anna('sessions.lock', {})
}

/** Keeps the value of a token in the store, as where there is a keychain: none is needed for that but here. */
export async function keepValue(place: StorePlace, run: SecretRun, secrets: SecretsOfRun): Promise<void> {
  const desk = await openDesk({ ...place, keyRing: memoryKeyRing() })
  try {
    const { secret } = await callAs(desk, null)('sessions.signIn', { username: 'anna', password: run.password })
    const anna = callAs(desk, secrets.keep('the session of a desk with a keychain', secret))
    const policy = await anna('policy.get', {})
    await anna('policy.update', { ...policy, recoverableFor: ['contact'] })
    const { token, secret: value } = await anna('tokens.issue', newToken(run.contact))
    const text = secrets.keep('a token whose value is kept', value)
    const again = await anna('tokens.value', { id: token.id, how: 'shown' })
    expect(Buffer.from(again.secret).toString('latin1')).toBe(text)
  } finally {
    await desk.close()
  }
}

type As = (session: string | null) => Call<DeskCalls>

const KEY_OF_CHANGE = 'the key of change'

/** The service as the desktop asks it. Under the key of a change its answer is had again, so that is a secret, too. */
function clientOf(service: ServedProcess, secrets: SecretsOfRun): As {
  const remote = remoteDesk({
    origin: `https://127.0.0.1:${service.port}`,
    version: '1.2.3',
    trust: { authority: service.tls.authority },
  })
  onTestFinished(() => remote.close())
  const desk: Desk = {
    ...remote,
    async call(request) {
      const key = secrets.keep(`${KEY_OF_CHANGE} ${secrets.all.size}`, randomUUID())
      const outcome = await remote.attempt(request, key)
      if (!outcome.answered) return { ok: false, error: outcome.error }
      if (outcome.reply.ok && Object.hasOwn(outcome.reply.value as object, 'secret'))
        expect(await remote.attempt(request, key)).toEqual(outcome)
      return outcome.reply
    },
  }
  return (session) => callAs(desk, session)
}

async function createAdministrator(service: ServedProcess, as: As, secrets: SecretsOfRun) {
  const password = secrets.newPassword('the administrator’s first password')
  const setupCode = await printedCode(service, secrets, PRINTED_CODE)
  const anna = { fullName: 'Anna', username: 'anna', password }
  const wrong = { ...anna, setupCode: secrets.newPassword('a setup code that is wrong') }
  expect(await refusalOf(as(null)('sessions.createAdministrator', wrong))).toMatchObject({ code: 'INVALID_INPUT' })
  const { operator, secret } = await as(null)('sessions.createAdministrator', { ...anna, setupCode })
  return { operator, password, session: secrets.keep('the first session', secret) }
}

/** The code that the service prints for whoever starts it, on standard error. */
export const PRINTED_CODE = 'the setup code that is printed'
export const PRINTED_BY_OTHER = 'the setup code that another instance printed'

async function printedCode(service: ServedProcess, secrets: SecretsOfRun, name: string): Promise<string> {
  const code = /setup code:\n\n {2}([0-9A-Z-]{29})\n/
  await expect.poll(service.words).toMatch(code)
  return keepCode(secrets, name, code.exec(service.words())?.[1] ?? '')
}

function keepCode(secrets: SecretsOfRun, name: string, given: string | Uint8Array): string {
  const code = secrets.keep(name, given)
  secrets.keep(`${name}, without dashes`, code.replaceAll('-', ''))
  return code
}

/** A password that was given as a username, and could be one: no store keeps it, but a database that logs it is told. */
export const TYPED_AS_NAME = 'a password that was typed as a name'

/** Signs in rightly and wrongly, locks and unlocks, changes the password. Answers what holds from then on. */
async function signInEveryWay(
  service: ServedProcess,
  as: As,
  { password, session }: { password: string; session: string },
  secrets: SecretsOfRun,
): Promise<{ password: string; session: string }> {
  const wrong = secrets.newPassword('a password that is wrong')
  const typed = secrets.newPassword(TYPED_AS_NAME)
  const phrase = secrets.keep('a pass phrase that was typed as a name', `forty*herons*${randomUUID()}`)
  for (const username of ['anna', typed, phrase, session])
    expect(await refusalOf(as(null)('sessions.signIn', { username, password: wrong }))).toMatchObject({
      code: 'NOT_SIGNED_IN',
    })
  // The name of a client is kept with its session.
  const named = await call(service, 'sessions.signIn', { username: 'anna', password }, { 'user-agent': session })
  const { value } = named.json() as unknown as { value: { secret: string } }
  const second = as(secrets.keep('a second session', value.secret))
  await second('sessions.lock', {})
  expect(await refusalOf(second('sessions.unlock', { password: wrong }))).toMatchObject({ code: 'NOT_SIGNED_IN' })
  const { secret } = await second('sessions.unlock', { password })
  const renewed = secrets.keep('a session that was unlocked', secret)
  const changed = secrets.newPassword('the administrator’s password')
  const change = { currentPassword: wrong, newPassword: changed }
  expect(await refusalOf(as(renewed)('profile.changePassword', change))).toMatchObject({ code: 'INVALID_INPUT' })
  await as(renewed)('profile.changePassword', { currentPassword: password, newPassword: changed })
  return { password: changed, session: renewed }
}

const newPerson = (by: Call<DeskCalls>, username: string) =>
  by('users.create', { username, fullName: `Person ${username}`, role: 'member' })

async function addPeople(anna: Call<DeskCalls>, as: As, secrets: SecretsOfRun) {
  const beate = await newPerson(anna, 'beate')
  const setupCode = keepCode(secrets, 'a setup code', (await anna('users.issueSetupCode', { id: beate.id })).secret)
  const password = secrets.newPassword('another password')
  const { secret } = await as(null)('sessions.setPassword', { username: 'beate', setupCode, password })
  await as(secrets.keep('a session that a setup code began', secret))('sessions.signOut', {})
  const machine = await anna('users.create', { kind: 'technical', username: 'machine', fullName: 'Machine' })
  const customer = await anna('customers.create', { name: 'Bohemia Glass' })
  const contact = await anna('contacts.create', { customerId: customer.id, fullName: 'Katherine Johnson' })
  return {
    machine: { kind: 'technical-user', id: machine.id },
    contact: { kind: 'contact', id: contact.id },
  } as const
}

function newToken(owner: OwnerReference) {
  const expiration = { choice: '30-days' } as const
  return { owner, name: NAME_OF_TOKENS, modules: [MODULE], timeZone: 'UTC', expiration }
}

const MODULE = 'order-status'

/** What there is until now, but for the keys of changes, of which each call makes another. */
function soFar(secrets: SecretsOfRun): string[] {
  return [...secrets.all].filter(([name]) => !name.startsWith(KEY_OF_CHANGE)).map(([, secret]) => secret)
}

/** A token of each owner that goes on, and others that are taken back in every way. Answers those that are accepted. */
async function issueEveryWay(
  anna: Call<DeskCalls>,
  owners: readonly OwnerReference[],
  secrets: SecretsOfRun,
): Promise<string[]> {
  const accepted: string[] = []
  const issue = async (owner: OwnerReference, what: string) => {
    const { token, secret } = await anna('tokens.issue', newToken(owner))
    const text = secrets.keep(`a token of a ${owner.kind} ${what}`, secret)
    await anna('tokens.noteReveal', { id: token.id, how: 'copied' })
    return { id: token.id, version: token.version, text }
  }
  for (const owner of owners) {
    accepted.push((await issue(owner, 'that is used')).text)
    const { text: _replaced, ...before } = await issue(owner, 'that is replaced')
    const rotated = await anna('tokens.rotate', { ...before, overlap: '1-day', timeZone: 'UTC' })
    accepted.push(secrets.keep(`a token of a ${owner.kind} that replaces one`, rotated.secret))
    const { text: _disabled, ...disabled } = await issue(owner, 'that is disabled')
    await anna('tokens.disable', { ...disabled, reason: 'Nobody knows whose it is.' })
    const { text: _removed, ...removed } = await issue(owner, 'that is removed')
    await anna('tokens.remove', { ...removed, reason: 'compromised' })
    const { text: _deleted, ...deleted } = await issue(owner, 'that is deleted')
    await anna('tokens.delete', deleted)
  }
  for (const secret of soFar(secrets)) await anna('tokens.verify', { secret, module: MODULE })
  return accepted
}

const form = (service: ServedProcess, path: string, parameters: Record<string, string>, authorization?: string) =>
  ask(service, path, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: new URLSearchParams(parameters).toString(),
  })
const introspect = (service: ServedProcess, token: string, basic: string) =>
  form(service, '/oauth2/introspect', { token }, basic)
const forwarded = (service: ServedProcess, token: string) =>
  ask(service, `/forward-auth/${MODULE}/orders?access_token=${token}`, {
    headers: { authorization: `Bearer ${token}` },
  })

/** What APIs, gateways and programs ask, with secrets of their own. */
async function askAsApis(
  service: ServedProcess,
  anna: Call<DeskCalls>,
  { machine, password, tokens }: { machine: { id: `USR-${string}` }; password: string; tokens: readonly string[] },
  secrets: SecretsOfRun,
): Promise<{ clientBasic: string; fetched: string[] }> {
  const made = await anna('resourceServers.create', { name: 'An API', modules: [], actsAs: machine.id })
  const { id, version } = made.resourceServer
  const first = secrets.keep('the secret of a resource server', made.secret)
  const renewed = await anna('resourceServers.renewSecret', { id, version })
  const second = secrets.keep('the renewed secret of a resource server', renewed.secret)
  const clientBasic = basicOf(id, second)
  expect((await introspect(service, first, basicOf(id, first))).status).toBe(401)
  for (const secret of soFar(secrets)) {
    expect((await introspect(service, secret, clientBasic)).status).toBe(200)
    await forwarded(service, secret)
  }
  const inBody = { client_id: id, client_secret: second }
  const given = { grant_type: 'client_credentials' }
  const tokenIn = async (name: string, path: string, parameters: Record<string, string>) => {
    const answer = await form(service, path, parameters)
    expect(answer.status).toBe(200)
    return secrets.keep(name, String(answer.json().access_token))
  }
  const forMachine = await tokenIn('a token that an API fetched', '/oauth2/token', { ...given, ...inBody })
  const revoked = await tokenIn('a token that an API gave back', '/oauth2/token', { ...given, ...inBody })
  expect((await form(service, '/oauth2/revoke', { token: revoked, ...inBody })).status).toBe(200)
  expect((await form(service, '/oauth2/revoke', { token: tokens[0] ?? '', ...inBody })).status).toBe(400)
  const credentials = { ...given, client_id: 'anna', client_secret: password }
  const forPassword = await tokenIn('a token for a password', '/apiops/auth/token', credentials)
  const wrong = secrets.newPassword('a wrong password at the token endpoint')
  expect((await form(service, '/apiops/auth/token', { ...credentials, client_secret: wrong })).status).toBe(401)
  return { clientBasic, fetched: [forMachine, forPassword] }
}

/** What a service does not keep: values of tokens without a keychain, and the passphrase of a workstation's backups. */
async function refuseToKeep(anna: Call<DeskCalls>, secrets: SecretsOfRun): Promise<void> {
  const { available } = await anna('policy.keyRing', {})
  const policy = await anna('policy.get', {})
  if (!available)
    expect(await refusalOf(anna('policy.update', { ...policy, recoverableFor: ['user'] }))).toMatchObject({
      code: 'POLICY',
      reason: 'no-keychain',
    })
  const passphrase = secrets.newPassword('the passphrase of a workstation’s backups')
  const schedule = { enabled: true, folder: '/backups', every: 'day', keep: 3, passphrase } as const
  for (const refused of [
    anna('backups.schedule', schedule),
    anna('backups.make', { path: '/backups/one.age', passphrase }),
  ])
    expect(await refusalOf(refused)).toMatchObject({ code: 'CONFLICT', reason: 'made-by-host' })
}

/** Begins an import at one instance and goes on with it at the other, which passes the calls on. */
async function importThrough(one: Call<DeskCalls>, other: Call<DeskCalls>, file: string): Promise<void> {
  const bytes = Buffer.from(file)
  const { id } = await one('imports.begin', { kind: 'contacts', fileName: 'people.csv', sizeBytes: bytes.length })
  await other('imports.append', { id, offset: 0, base64: bytes.toString('base64') })
  const { encoding, delimiter, mapping, samples } = await other('imports.inspect', { id })
  expect(JSON.stringify(samples)).toContain('tdu_')
  const { jobId } = await one('imports.prepare', { id, encoding, delimiter, mapping })
  await expect.poll(async () => (await other('jobs.get', { id: jobId })).state).toBe('done')
  expect((await other('imports.preview', { id })).counts).toMatchObject({ wrong: 1 })
  const [line] = (await other('imports.lines', { id })).rows
  expect(line?.reasons).toEqual([
    expect.objectContaining({ problem: expect.objectContaining({ rule: 'holdsSecret' }) }),
  ])
}

async function misplaceSecrets(
  service: ServedProcess,
  session: string,
  [token = '']: readonly string[],
  secrets: SecretsOfRun,
): Promise<void> {
  const serverSecret = secrets.all.get('the secret of a resource server') ?? ''
  for (const text of [token, serverSecret, secrets.newPassword('a misplaced password')])
    await misplace(service, text, session)
  await misplaceInNames(service, token, session)
  const sought = secrets.keep(SOUGHT, `tdc_${randomUUID().replaceAll('-', '').padEnd(36, '0')}`)
  for (const name of ['tokens.list', 'users.list', 'contacts.count'])
    expect((await call(service, name, { search: sought }, { authorization: `Bearer ${session}` })).status).toBe(400)
}

/** The secret that was put into a search: no store keeps what is looked for, but a database that logs it is told. */
export const SOUGHT = 'a secret that was looked for'
