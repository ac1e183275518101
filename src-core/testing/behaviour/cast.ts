import { afterAll, beforeAll, expect } from 'vitest'
import type { OutputOf } from '../../../src-shared/contract/calls.ts'
import type { DeskCalls } from '../../../src-shared/contract/index.ts'
import type { ContactId, UserId } from '../../../src-shared/schemas/ids.ts'
import type { Contact, Role, User } from '../../../src-shared/schemas/people.ts'
import type { OwnerReference, TokenSummary, VerificationReason } from '../../../src-shared/schemas/tokens.ts'
import { type DeskTrial, deskTrial, PASSWORD, type SignedIn, TIME_ZONE, type WayIn } from '../desk-trial.ts'

/** One operator of each role on one desk, and what they often do. The tests of a way in share it. */
export interface Cast {
  readonly trial: DeskTrial
  readonly administrator: SignedIn
  readonly support: SignedIn
  readonly member: SignedIn
  /** A number that no test had before, because records in one store are told apart by it. */
  next(): number
  newUser(role?: Role): Promise<User>
  newTechnicalUser(): Promise<User>
  newContact(): Promise<Contact>
  issue(by: SignedIn, owner: OwnerReference, name?: string): Promise<{ token: TokenSummary; secret: string }>
  /** What verifying this secret answers to an administrator. */
  reasonFor(secret: string, module?: string): Promise<VerificationReason>
  /** The actions on record about something, oldest first. */
  trailOf(
    kind: 'user' | 'token' | 'customer',
    id: string,
  ): Promise<OutputOf<DeskCalls, 'audit.list'>['rows'][number]['action'][]>
}

/** Opens the desk before the tests of this block and closes it after them. Nothing may have been logged as a bug. */
export function castOf(way: WayIn): Cast {
  let trial: DeskTrial
  let administrator: SignedIn
  let support: SignedIn
  let member: SignedIn
  let made = 0
  const next = () => {
    made += 1
    return made
  }

  beforeAll(async () => {
    trial = await deskTrial(way)
    administrator = await trial.firstRun()
    support = await person(trial, administrator, 'support', 'sam')
    member = await person(trial, administrator, 'member', 'mia')
  })
  afterAll(async () => {
    await trial.dispose()
    expect(trial.bugs).toEqual([])
  })

  const newUser = (role: Role = 'member') => {
    const number = next()
    return administrator.call('users.create', { username: `user-${number}`, fullName: `User ${number}`, role })
  }
  const newTechnicalUser = () => {
    const number = next()
    return administrator.call('users.create', {
      kind: 'technical',
      username: `machine-${number}`,
      fullName: `Machine ${number}`,
    })
  }
  const newContact = async () => {
    const number = next()
    const customer = await administrator.call('customers.create', { name: `Customer ${number}` })
    return administrator.call('contacts.create', { customerId: customer.id, fullName: `Contact ${number}` })
  }
  const issue = async (by: SignedIn, owner: OwnerReference, name = `Token ${next()}`) => {
    const modules = owner.kind === 'contact' ? ['order-status'] : []
    const { token, secret } = await by.call('tokens.issue', {
      owner,
      name,
      modules,
      timeZone: TIME_ZONE,
      expiration: { choice: '30-days' },
    })
    return { token, secret: textOf(secret) }
  }
  const reasonFor = async (secret: string, module?: string) =>
    (await administrator.call('tokens.verify', { secret, ...(module === undefined ? {} : { module }) })).reason
  const trailOf = async (kind: 'user' | 'token' | 'customer', id: string) => {
    const { rows } = await administrator.call('audit.list', { subject: { kind, id } })
    return rows.map((row) => row.action).reverse()
  }

  return {
    get trial() {
      return trial
    },
    get administrator() {
      return administrator
    },
    get support() {
      return support
    },
    get member() {
      return member
    },
    next,
    newUser,
    newTechnicalUser,
    newContact,
    issue,
    reasonFor,
    trailOf,
  }
}

export const forContact = (id: ContactId): OwnerReference => ({ kind: 'contact', id })
export const forUser = (id: UserId): OwnerReference => ({ kind: 'user', id })

/** A new person with this role, who has chosen the password by a setup code, which signs in. */
export async function person(trial: DeskTrial, by: SignedIn, role: Role, username: string): Promise<SignedIn> {
  const user = await by.call('users.create', { username, fullName: `The ${username}`, role })
  const { secret } = await by.call('users.issueSetupCode', { id: user.id })
  const started = await trial.as(null)('sessions.setPassword', {
    username,
    setupCode: textOf(secret),
    password: PASSWORD,
  })
  return { operator: started.operator, session: started.secret, call: trial.as(started.secret) }
}

/** All rows of a listing, page by page. */
export async function allPages<Row>(
  pageAt: (cursor: { cursor?: string }) => Promise<{ rows: Row[]; nextCursor: string | null }>,
): Promise<Row[]> {
  const rows: Row[] = []
  let cursor: { cursor?: string } = {}
  for (;;) {
    const page = await pageAt(cursor)
    rows.push(...page.rows)
    if (page.nextCursor === null) return rows
    cursor = { cursor: page.nextCursor }
  }
}

/** The text of a secret. */
export function textOf(bytes: Uint8Array | string): string {
  return typeof bytes === 'string' ? bytes : String.fromCharCode(...bytes)
}
