import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { openDesk } from '../../src-core/open-desk.ts'
import type { Clock } from '../../src-core/ports.ts'
import type { Call } from '../../src-shared/contract/calls.ts'
import type { DeskCalls } from '../../src-shared/contract/index.ts'
import { run } from '../command-line.ts'
import { connect } from '../sign-in.ts'
import type { Surroundings } from '../terminal.ts'

export const USERNAME = 'anna'
export const PASSWORD = 'a long enough password'

/** A store of its own in a temporary folder, and the command line run against it. */
export interface Trial {
  readonly folder: string
  readonly passwordFile: string
  /** Runs a command signed in as the administrator, with `input` on standard input. */
  run(argv: readonly string[], setting?: TrialSetting): Promise<TrialResult>
  /** Opens the store for a moment, signed in as the administrator, at the given time if one is given. */
  withDesk<T>(work: (call: Call<DeskCalls>) => Promise<T>, now?: number): Promise<T>
  dispose(): void
}

export interface TrialSetting {
  /** What stands on standard input, or the stream that is it. */
  readonly input?: string | Readable
  readonly terminal?: { readonly input?: boolean; readonly output?: boolean }
  readonly environment?: Readonly<Record<string, string>>
  readonly ask?: (question: string) => Promise<string>
  readonly output?: Writable
  readonly errors?: Writable
  readonly interrupted?: AbortSignal
}

export interface TrialResult {
  readonly code: number
  readonly output: string
  readonly errors: string
}

/** Makes the store with an administrator, one customer with a contact, and a technical user. */
export async function startTrial(): Promise<Trial> {
  const home = mkdtempSync(join(tmpdir(), 'token-desk-command-line-'))
  const folder = join(home, 'data')
  const passwordFile = join(home, 'password')
  writeFileSync(passwordFile, `${PASSWORD}\n`, { mode: 0o600 })
  await populate(folder)
  return {
    folder,
    passwordFile,
    run: (argv, setting = {}) => runIn({ folder, passwordFile }, argv, setting),
    withDesk: (work, now) => withDesk(folder, work, now),
    dispose: () => rmSync(home, { recursive: true, force: true }),
  }
}

export const CONTACT = { fullName: 'Zoë Nováková', email: 'zoe@example.com', customer: 'Příklad 株式会社' }
export const TECHNICAL_USER = 'warehouse'

async function populate(folder: string): Promise<void> {
  const desk = await openDesk({ folder })
  try {
    const { secret } = await connect(desk, null)('sessions.createAdministrator', {
      fullName: 'Anna Admin',
      username: USERNAME,
      password: PASSWORD,
    })
    const call = connect(desk, secret)
    const customer = await call('customers.create', { name: CONTACT.customer })
    await call('contacts.create', { customerId: customer.id, fullName: CONTACT.fullName, email: CONTACT.email })
    await call('users.create', { kind: 'technical', username: TECHNICAL_USER, fullName: 'Warehouse scanner' })
    await call('sessions.signOut', {})
  } finally {
    await desk.close()
  }
}

async function withDesk<T>(folder: string, work: (call: Call<DeskCalls>) => Promise<T>, now?: number): Promise<T> {
  const clock: Clock = { now: () => now ?? Date.now() }
  const desk = await openDesk({ folder, clock })
  try {
    const { secret } = await connect(desk, null)('sessions.signIn', { username: USERNAME, password: PASSWORD })
    const answer = await work(connect(desk, secret))
    await connect(desk, secret)('sessions.signOut', {})
    return answer
  } finally {
    await desk.close()
  }
}

async function runIn(
  place: { readonly folder: string; readonly passwordFile: string },
  argv: readonly string[],
  setting: TrialSetting,
): Promise<TrialResult> {
  const output = collector()
  const errors = collector()
  const surroundings: Surroundings = {
    input: inputOf(setting),
    output: setting.output ?? output.stream,
    errors: setting.errors ?? errors.stream,
    inputIsTerminal: setting.terminal?.input ?? false,
    outputIsTerminal: setting.terminal?.output ?? false,
    columns: undefined,
    environment: {
      TOKEN_DESK_DATA: place.folder,
      TOKEN_DESK_USER: USERNAME,
      TOKEN_DESK_PASSWORD_FILE: place.passwordFile,
      ...setting.environment,
    },
    workingFolder: place.folder,
    timeZone: 'Europe/Prague',
    interrupted: setting.interrupted ?? new AbortController().signal,
    insisted: new AbortController().signal,
    onHangUp: () => () => {},
    exit: () => {},
    ask: setting.ask,
  }
  const code = await run(argv, surroundings)
  return { code, output: output.text(), errors: errors.text() }
}

function inputOf({ input }: TrialSetting): Readable {
  if (input instanceof Readable) return input
  return Readable.from(input === undefined ? [] : [Buffer.from(input)])
}

/** Keeps a copy of what is written: buffers that held a secret are emptied afterwards. */
function collector(): { readonly stream: Writable; text(): string } {
  const pieces: Buffer[] = []
  const stream = new Writable({
    write(piece: Buffer, _encoding, done) {
      pieces.push(Buffer.from(piece))
      done()
    },
  })
  return { stream, text: () => Buffer.concat(pieces).toString('utf8') }
}
