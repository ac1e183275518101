import type { AuditAction, AuditRecord, AuditSubjectKind } from '../../src-shared/schemas/audit.ts'
import type { BackupSchedule, LastBackup } from '../../src-shared/schemas/backups.ts'
import type { Checkpoint, SignedCheckpoint, TrailVerification } from '../../src-shared/schemas/checkpoints.ts'
import type { Language } from '../../src-shared/schemas/common.ts'
import type { ResourceServerId, SessionId, TokenId, UserId } from '../../src-shared/schemas/ids.ts'
import type { Installation } from '../../src-shared/schemas/installation.ts'
import type { Contact, Customer, Role, User, UserKind } from '../../src-shared/schemas/people.ts'
import type { Policy } from '../../src-shared/schemas/policy.ts'
import type { ResourceServer } from '../../src-shared/schemas/resource-servers.ts'
import type { StoreCheckRecord } from '../../src-shared/schemas/store.ts'
import type {
  Module,
  OwnerKind,
  TokenState,
  TokenStatus,
  TokenSummary,
  TokenUse,
  WithdrawalReason,
} from '../../src-shared/schemas/tokens.ts'
import type { ChainEnd } from '../domain/audit-chain.ts'
import type { Withdrawal } from '../domain/token-states.ts'
import type { ImportRepository } from './repositories/import-repository.ts'

/**
 * Where the desk keeps its data. Repositories take and return the house's own values, never rows;
 * instants are ISO texts in those values and milliseconds where they stand alone.
 */
export interface Store {
  /** Looks at one consistent state. Never waits for a change under way. */
  read<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>
  /** One transaction: all of it is durable once the promise resolves, none of it if it rejects. One after another. */
  change<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>
  /** The one indexed read behind every verification, prepared once. The digest is SHA-256 of the whole secret. */
  findByDigest(digest: Uint8Array): Promise<TokenForVerification | undefined>
  /** The same for the secret of a session: every call begins with it. Undefined where it has ended, or its user may not sign in. */
  findSession(digest: Uint8Array): Promise<KnownSession | undefined>
  /** The same for the secret of a resource server. */
  findResourceServer(digest: Uint8Array): Promise<KnownResourceServer | undefined>
  /** Remembers that a token was used. Written within seconds, at most once a minute a token; a lost one costs a timestamp. */
  noteAccess(id: TokenId, at: number): void
  /**
   * Hears what other instances that share the store have changed, by the names that they announced; `everything` where
   * something may have been missed. Never for a store that one process has to itself.
   */
  onChangedElsewhere(listener: (names: readonly string[] | 'everything') => void): void
  /** Null for a store that one process has to itself. */
  readonly instances: Instances | null
  /** Where the data is, and how much. Reads little of it. */
  facts(): Promise<StoreFacts>
  /** Begins to read everything, beside whatever else is going on, to see whether it is sound. */
  startCheck(): StoreCheck
  /** Writes what is buffered and gives the file or the connections up. */
  close(): Promise<void>
}

/** What a session has open moves to the one that goes on in its place, or is dropped where there is none. */
export interface SessionMessage {
  readonly session: string
  readonly renewedAs: string | null
}

/** The instances that share a store, and what each of them has in memory that calls go on with. */
export interface Instances {
  /** Answers what others pass on, and lets them know that this one is there. */
  serve(answer: (text: string) => Promise<string>): void
  /** What has these ids is here. `kind`: of the job among them, if there is one. */
  claim(ids: readonly string[], kind: string | null): Promise<void>
  whereIs(id: string): Promise<WorkPlace>
  /** Sealed on its way, so that nobody who reads the store reads it. STORE_UNREACHABLE where no answer comes in time. */
  passOn(to: Extract<WorkPlace, { is: 'elsewhere' }>, text: string): Promise<string>
  onSessionOver(listener: (message: SessionMessage) => void): void
}
export type WorkPlace =
  | { readonly is: 'here' }
  | { readonly is: 'unknown' }
  | { readonly is: 'elsewhere'; readonly instance: string; readonly address: Uint8Array }
  /** Its instance has stopped. */
  | { readonly is: 'lost'; readonly jobKind: string | null }

export interface StoreFacts {
  readonly path: string
  readonly sizeBytes: number
  /** Of the schema. */
  readonly version: number
  /** Deleted ones left aside. */
  readonly tokens: MatchCount
  readonly users: MatchCount
  readonly contacts: MatchCount
  readonly auditRecords: number
}

export interface StoreCheck {
  /** What is wrong, the first few things; empty where nothing is. */
  readonly problems: Promise<readonly string[]>
  /** Gives the check up: nobody waits for what it finds. */
  cancel(): void
}

export interface Repositories {
  readonly users: UserRepository
  readonly customers: CustomerRepository
  readonly contacts: ContactRepository
  readonly modules: ModuleRepository
  readonly tokens: TokenRepository
  /** Many tokens at a time: bulk changes. */
  readonly tokenBatches: TokenBatchRepository
  readonly keptValues: KeptValueRepository
  readonly resourceServers: ResourceServerRepository
  readonly sessions: SessionRepository
  readonly attempts: AttemptRepository
  readonly answeredChanges: AnsweredChangeRepository
  readonly announcements: Announcements
  readonly audit: AuditRepository
  readonly checkpoints: CheckpointRepository
  readonly settings: SettingsRepository
  readonly overview: OverviewRepository
  /** Many people at a time: CSV import and sample data. */
  readonly imports: ImportRepository
  /** All of it, to be copied into another store. */
  readonly copying: CopyRepository
}

/** Where other instances share the store, they hear what is changed here, once it is durable. */
export interface Announcements {
  /** To be called at the end of a change with the names of what it announces. */
  publish(names: readonly string[]): Promise<void>
  /** What a session has open goes with it, at whichever instance that is. */
  sessionOver(message: SessionMessage): Promise<void>
}

/** A keyset page. `cursor` is opaque to everybody but the repository that gave it; a foreign one is INVALID_INPUT. */
export interface ListRequest<By extends string> {
  /** Every word must be found, whatever its case and accents; words under three letters only: what the name starts with. */
  readonly search?: string | undefined
  readonly cursor?: string | undefined
  readonly limit: number
  readonly sort: { readonly by: By; readonly direction: 'ascending' | 'descending' }
  /** Whose alphabet names are in the order of; English's unless given. */
  readonly language?: Language | undefined
}
export interface ListPage<Row> {
  readonly rows: Row[]
  readonly nextCursor: string | null
  /** `newest-first` where a filter leaves more than 10,000 rows that are not in the asked order in any index. */
  readonly order: 'as-asked' | 'newest-first'
}
/** Up to 10,000. Not exact: there are more, or finding them all would have meant looking at too many others. */
export interface MatchCount {
  readonly count: number
  readonly exact: boolean
}

export interface UserFilter {
  readonly search?: string | undefined
  readonly kind?: UserKind | undefined
  readonly role?: Role | undefined
  readonly active?: boolean | undefined
  /** Only those whose period of employment covers this day. */
  readonly employedOn?: string | undefined
}
export interface UserValues {
  readonly fullName: string
  readonly email: string | null
  readonly preferredLanguage: User['preferredLanguage']
  readonly role: Role | null
  readonly employedFrom: string | null
  readonly employedUntil: string | null
  /** The end of `employedUntil`, in milliseconds, where it was set. */
  readonly employmentEndsAt: number | null
}
/** What signing in needs to know of a user, and nothing else does. `passwordHash` is a PHC string. */
export interface UserCredentials {
  readonly user: User
  readonly passwordHash: string | null
  readonly setupCodeDigest: Uint8Array | null
  readonly setupCodeExpiresAt: number | null
}
export interface UserRepository {
  /** Whether the store has anybody yet. */
  isEmpty(): Promise<boolean>
  list(request: ListRequest<'fullName' | 'username' | 'createdAt'> & UserFilter): Promise<ListPage<User>>
  count(filter: UserFilter): Promise<MatchCount>
  get(id: string): Promise<User | undefined>
  findByUsername(username: string): Promise<UserCredentials | undefined>
  credentials(id: string): Promise<UserCredentials | undefined>
  /** CONFLICT with a field problem on `username` where it is taken, without regard to case. */
  create(values: UserValues & { kind: UserKind; username: string }, now: number): Promise<User>
  /** CONFLICT where `version` is not the stored one; NOT_FOUND where there is no such user. */
  update(id: string, version: number, values: UserValues & { kind: UserKind }): Promise<User>
  setActive(id: string, version: number, active: boolean): Promise<User>
  /** Null takes the password away: a technical user has none. */
  setPassword(id: string, passwordHash: string | null): Promise<void>
  setSetupCode(id: string, code: { digest: Uint8Array; expiresAt: number } | null): Promise<void>
  /** Whether somebody else is an active administrator and has a password, so that they can sign in. */
  hasAdministratorBeside(id: string): Promise<boolean>
}

export interface CustomerRepository {
  list(request: ListRequest<'name' | 'createdAt'> & { active?: boolean | undefined }): Promise<ListPage<Customer>>
  count(filter: { search?: string | undefined; active?: boolean | undefined }): Promise<MatchCount>
  get(id: string): Promise<Customer | undefined>
  create(values: { name: string; reference: string | null }, now: number): Promise<Customer>
  update(id: string, version: number, values: { name: string; reference: string | null }): Promise<Customer>
  setActive(id: string, version: number, active: boolean): Promise<Customer>
}

export interface ContactFilter {
  readonly search?: string | undefined
  readonly customerId?: string | undefined
  readonly active?: boolean | undefined
}
export interface ContactValues {
  readonly customerId: string
  readonly fullName: string
  readonly email: string | null
  readonly phone: string | null
  readonly jobTitle: string | null
}
export interface ContactRepository {
  /** The search looks at the contact's name, its e-mail address and the customer's name. */
  list(request: ListRequest<'fullName' | 'customer' | 'createdAt'> & ContactFilter): Promise<ListPage<Contact>>
  count(filter: ContactFilter): Promise<MatchCount>
  get(id: string): Promise<Contact | undefined>
  create(values: ContactValues, now: number): Promise<Contact>
  update(id: string, version: number, values: ContactValues): Promise<Contact>
  setActive(id: string, version: number, active: boolean): Promise<Contact>
}

export type ModuleValues = Pick<Module, 'name' | 'description' | 'enabled' | 'forContacts'>
export interface ModuleRepository {
  list(): Promise<Module[]>
  get(code: string): Promise<Module | undefined>
  /** CONFLICT with a field problem on `code` where it is taken. */
  create(values: ModuleValues & { code: string }): Promise<Module>
  /** CONFLICT where `version` is not the stored one; NOT_FOUND where there is no such module. */
  update(code: string, version: number, values: ModuleValues): Promise<Module>
}

/** How many tokens in use something concerns, and some of whose they are. */
export interface OwnedTokens extends MatchCount {
  readonly owners: string[]
}
export interface ModuleUsage extends MatchCount {
  readonly byOwnerKind: Record<OwnerKind, MatchCount>
  readonly examples: { name: string; owner: string }[]
}

/** Whose tokens an operator may see: everybody's, or contacts' (if `contacts`) and those owned by `ownUserId`. */
export type TokenScope = 'all' | { readonly contacts: boolean; readonly ownUserId: UserId }

export interface TokenFilter {
  readonly search?: string | undefined
  readonly status?: readonly TokenStatus[] | undefined
  readonly ownerKind?: readonly OwnerKind[] | undefined
  readonly ownerId?: string | undefined
  readonly module?: string | undefined
  readonly expiringWithinDays?: number | undefined
  /** From the one instant on, before the other. */
  readonly expiringBetween?: { readonly from: string; readonly before: string } | undefined
  readonly use?: TokenUse | undefined
}
export interface NewTokenValues {
  readonly owner: { readonly kind: OwnerKind; readonly id: string }
  readonly name: string
  readonly description: string | null
  readonly digest: Uint8Array
  readonly hint: string
  readonly modules: readonly string[]
  readonly expiresAt: number | null
  readonly createdBy: UserId | null
  readonly logo?: Uint8Array | null
  /** The token that it replaces. */
  readonly replaces?: TokenId
}
export interface TokenChangeValues {
  readonly name: string
  readonly description: string | null
  readonly modules: readonly string[]
  /** Undefined stays as it is; null is taken away. */
  readonly logo: Uint8Array | null | undefined
}
export interface TokenLogo {
  readonly id: TokenId
  readonly logoVersion: number
  readonly image: Uint8Array
  readonly owner: { readonly kind: OwnerKind; readonly id: string }
}
/** What is noted beside a change of state. */
export interface WhyChanged {
  readonly reason?: WithdrawalReason
  readonly disableReason?: string | null
  /** Until when it is disabled, in milliseconds. */
  readonly disabledUntil?: number | null
}

interface WithdrawnToken {
  readonly name: string
  readonly owner: { readonly kind: OwnerKind; readonly id: string }
}

export interface TokenRepository {
  /** The search looks at the token's name, its id, and its owner's name. Deleted tokens are in no list. */
  list(
    request: ListRequest<'createdAt' | 'name' | 'expiresAt' | 'lastAccessAt'> & TokenFilter,
    scope: TokenScope,
    now: number,
  ): Promise<ListPage<TokenSummary>>
  count(filter: TokenFilter, scope: TokenScope, now: number): Promise<MatchCount>
  /** Undefined for a deleted token too. */
  get(id: string, now: number): Promise<TokenSummary | undefined>
  create(values: NewTokenValues, now: number): Promise<TokenSummary>
  /** CONFLICT where `version` is not the stored one. Whether the token may be changed is the caller's rule. */
  update(id: string, version: number, values: TokenChangeValues): Promise<void>
  /** The logos of those of these tokens that have one; none of a deleted token. */
  logos(ids: readonly string[]): Promise<TokenLogo[]>
  /** Writes the new state. CONFLICT where `version` is not the stored one. The transition is the caller's rule. */
  setState(id: string, version: number, state: TokenState, now: number, why?: WhyChanged): Promise<void>
  /** Takes a withdrawal back to the state before, which is the caller's rule. */
  reinstate(id: string, state: TokenState, now: number): Promise<void>
  /** Ends the token at an instant, or as it did where that is sooner. CONFLICT where `version` is not the stored one. */
  endBy(id: string, version: number, at: number, now: number): Promise<void>
  /** How a token was withdrawn, a deleted one included, what it is called and whose it is; undefined for one that is not there. */
  withdrawal(id: string): Promise<(Withdrawal & WithdrawnToken) | undefined>
  /** Whether the owner has a living token of this name, whatever its case and accents, beside the one excepted. */
  hasNamesake(wanted: {
    readonly owner: { readonly kind: OwnerKind; readonly id: string }
    readonly name: string
    readonly now: number
    readonly exceptId?: string
  }): Promise<boolean>
  /** Tokens in use that end after an instant; those that never end are not among them. */
  outliving(after: number): Promise<OwnedTokens>
  /** Tokens in use that never end. */
  endless(): Promise<OwnedTokens>
  /** Tokens in use that have a module, of one kind of owner only where one is given. */
  usageOf(module: string, now: number, only?: OwnerKind): Promise<ModuleUsage>
  /** The state by the clock, deleted tokens included. */
  state(id: string, now: number): Promise<{ state: TokenState; version: number } | undefined>
}

/** Numbers or instants beyond the one, up to the other. */
export interface Span {
  readonly after: number
  readonly until: number
}
/** Negative where it corrects another count. */
export interface StatusCount {
  readonly status: TokenStatus
  readonly ownerKind: OwnerKind
  readonly count: number
}
/** Active tokens that were never used, or not for 90 days. */
export interface UsageCount {
  readonly neverUsed: number
  readonly unused: number
}
/**
 * Counts of the tokens in a scope, in parts. Each part is as much work as its span is wide; the sum of all parts, with
 * the corrections and what the scope's own user has, is the whole.
 */
export interface OverviewRepository {
  /** The highest row number of a token: where the spans of row numbers end. */
  lastRow(): Promise<number>
  /** By the marks in the store, which may be behind the clock: `correctStatuses` has the difference. */
  countStatuses(scope: TokenScope, rows: Span): Promise<StatusCount[]>
  countNeverUsed(scope: TokenScope, rows: Span): Promise<number>
  /** The earliest of all last uses of active tokens, in milliseconds: where the spans of last uses begin. */
  firstAccess(scope: TokenScope): Promise<number | undefined>
  /** Active tokens whose last use lies in the span. */
  countLastUsed(scope: TokenScope, times: Span): Promise<number>
  correctStatuses(
    scope: TokenScope,
    now: number,
  ): Promise<{ readonly statuses: StatusCount[]; readonly usage: UsageCount }>
  /** Active tokens that end in each of the spans, none of which begins before now. */
  countExpiring(scope: TokenScope, spans: readonly Span[]): Promise<number[]>
  /** What the scope's own user has besides, whole. */
  ownStatuses(scope: TokenScope, now: number): Promise<{ readonly statuses: StatusCount[]; readonly usage: UsageCount }>
  /** When active tokens of the scope's own user end, within the span. */
  ownExpirations(scope: TokenScope, span: Span): Promise<number[]>
}

/** Which tokens of many can be given an action. */
export interface TokenChoice {
  readonly states: readonly TokenState[]
  readonly scope: TokenScope
}

export interface ChosenTokens {
  /** In the order given. */
  readonly numbers: readonly number[]
  /** How many are out of scope, and how many of the others are in another state. */
  readonly outOfScope: number
  readonly otherState: number
}

/** A stretch of all tokens that match, newest first; perhaps an empty one. A bounded number of rows was looked at. */
export interface MatchingTokens {
  readonly numbers: readonly number[]
  /** Where the next stretch begins; null at the end. */
  readonly next: string | null
}

/** Looks at many tokens at a time and changes them. They are known by their row numbers here, which never change. */
export interface TokenBatchRepository {
  /** The numbers of these tokens, in the order given, without those that are deleted or not there. */
  numbersOf(ids: readonly string[]): Promise<readonly number[]>
  /** The highest number there is: 0 in an empty store. */
  highestNumber(): Promise<number>
  /** A stretch of the tokens that match; `from` is where the one before ended, null for the first. */
  matching(filter: TokenFilter, scope: TokenScope, now: number, from: string | null): Promise<MatchingTokens>
  choose(numbers: readonly number[], choice: TokenChoice, now: number): Promise<ChosenTokens>
  /** The tokens of these numbers, in the order given. */
  summaries(numbers: readonly number[], now: number): Promise<readonly TokenSummary[]>
  /** As `TokenRepository.setState` does for one, whatever their versions. */
  setStates(numbers: readonly number[], state: TokenState, now: number, why?: WhyChanged): Promise<void>
  /**
   * As `TokenRepository.reinstate` does for one, each to its own state before. Left as they are: those that were withdrawn
   * otherwise or at another time, and those that were compromised. Answers which it were, in their order.
   */
  reinstate(
    numbers: readonly number[],
    withdrawal: { readonly state: 'removed' | 'deleted'; readonly from: number; readonly until: number },
    now: number,
  ): Promise<readonly number[]>
}

/**
 * Values of tokens, sealed, where an installation keeps them (MP-10). The store itself drops the value of a token that is
 * removed or deleted, or whose owner becomes one of another kind.
 */
export interface KeptValueRepository {
  keep(id: TokenId, sealed: Uint8Array): Promise<void>
  get(id: TokenId): Promise<{ readonly sealed: Uint8Array; readonly digest: Uint8Array } | undefined>
  /** How many there are by the kind of owner, where there are any. */
  counts(): Promise<({ readonly ownerKind: OwnerKind } & OwnedTokens)[]>
  /** Drops all that belong to owners of this kind, and says how many there were. */
  destroy(kind: OwnerKind): Promise<number>
  /** Tells the key that they are sealed with from others; null while none is decided on. */
  keyMark(): Promise<string | null>
  setKeyMark(mark: string | null): Promise<void>
}

/** What a verification needs, read at once. The owner's customer counts too: `ownerActive` is false if either is off. */
export interface TokenForVerification {
  readonly id: TokenId
  readonly state: TokenState
  /** Until when it is disabled, in milliseconds; null where that has no end. */
  readonly disabledUntil: number | null
  readonly expiresAt: number | null
  readonly ownerKind: OwnerKind
  readonly ownerId: string
  readonly customerId: string | null
  readonly ownerActive: boolean
  /** When the owner's employment ends, in milliseconds; null for contacts, and where no end is known. */
  readonly employmentEndsAt: number | null
  readonly modules: readonly string[]
}

/** What answering a resource server needs to know of it, read at once. */
export interface KnownResourceServer {
  readonly id: ResourceServerId
  readonly name: string
  readonly isWithdrawn: boolean
  /** Empty where it is told of all. */
  readonly modules: readonly string[]
  /** The technical user that it acts as. */
  readonly actsAs: UserId | null
}
export interface ResourceServerValues {
  readonly name: string
  readonly description: string | null
  readonly modules: readonly string[]
  readonly actsAs: string | null
}
export interface ResourceServerSecret {
  readonly digest: Uint8Array
  readonly hint: string
}
export interface ResourceServerRepository {
  /** All, by name; withdrawn ones too. */
  list(): Promise<ResourceServer[]>
  get(id: string): Promise<ResourceServer | undefined>
  /** NOT_FOUND where `actsAs` is no technical user; INVALID_INPUT on `modules.N` where there is no such module. */
  create(values: ResourceServerValues, secret: ResourceServerSecret, now: number): Promise<ResourceServer>
  /** CONFLICT where `version` is not the stored one. */
  update(id: string, version: number, values: ResourceServerValues): Promise<ResourceServer>
  setSecret(id: string, version: number, secret: ResourceServerSecret, now: number): Promise<ResourceServer>
  withdraw(id: string, version: number, now: number): Promise<ResourceServer>
}

export interface SessionRecord {
  readonly id: SessionId
  readonly userId: UserId
  readonly createdAt: number
  readonly lastSeenAt: number
  readonly expiresAt: number
  readonly lockedAt: number | null
}
/** A signed-in person, as far as every call needs to know. */
export type OperatorUser = Pick<User, 'id' | 'username' | 'fullName' | 'preferredLanguage'> & { readonly role: Role }
/** A session, whose it is, and after how long it locks by itself. */
export interface KnownSession {
  readonly session: SessionRecord
  readonly user: OperatorUser
  readonly idleMinutes: number
}
export interface NewSession {
  readonly digest: Uint8Array
  readonly userId: string
  readonly expiresAt: number
  readonly address?: string | null
  readonly client?: string | null
}
/** A session, as its user tells it from others. */
export interface OpenSession extends Omit<SessionRecord, 'userId'> {
  readonly address: string | null
  readonly client: string | null
}
export interface SessionRepository {
  create(values: NewSession, now: number): Promise<SessionRecord>
  /** The user's sessions that have neither ended nor outlived their time, the latest first. */
  openOf(userId: string, now: number): Promise<OpenSession[]>
  /** As `Store.findSession`, within the transaction. */
  find(digest: Uint8Array): Promise<KnownSession | undefined>
  touch(id: string, now: number): Promise<void>
  lock(id: string, now: number): Promise<void>
  /** Whether it was this that ended it: false where it had ended before. */
  end(id: string, now: number): Promise<boolean>
  /** Every session of the user but the one to spare, if any. */
  endAllOf(userId: string, now: number, spared?: SessionId): Promise<void>
}

/**
 * Failed sign-ins by a digest of the username as typed, so that names that do not exist are counted alike; and by one of
 * the address that they came from.
 */
export interface AttemptRepository {
  get(key: Uint8Array): Promise<{ failures: number; lastAt: number } | undefined>
  /** `expiresAt` is when the count is forgotten; null where it stays until it is cleared. */
  record(key: Uint8Array, failures: number, now: number, expiresAt: number | null): Promise<void>
  /** One more, in one statement. A count that is over begins anew. */
  add(key: Uint8Array, now: number, expiresAt: number): Promise<void>
  clear(key: Uint8Array): Promise<void>
}

/** The answer to a change, kept for whoever asks again because the first answer did not arrive. */
export interface AnsweredChange {
  /** By which it is found. */
  readonly digest: Uint8Array
  /** Tells what was asked from everything else. */
  readonly question: Uint8Array
  /** What was answered, sealed with a key that is not in the store. */
  readonly sealed: Uint8Array
  readonly expiresAt: number
}
export interface AnsweredChangeRepository {
  /** Undefined where none is kept, or not any more. */
  find(digest: Uint8Array, now: number): Promise<Pick<AnsweredChange, 'question' | 'sealed'> | undefined>
  /** Keeps one, and drops those whose time is over. */
  record(answered: AnsweredChange, now: number): Promise<void>
}

/** What a copy of a store brings, each after what it refers to. */
export type CopiedTable =
  | 'users'
  | 'customers'
  | 'contacts'
  | 'modules'
  | 'tokens'
  | 'token_modules'
  | 'token_logos'
  | 'resource_servers'
  | 'resource_server_modules'
  | 'settings'
  | 'audit'

/** Some rows on their way from one store to another. Nobody else looks into them. */
export interface StorePage {
  readonly table: CopiedTable
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  /** Where the next page begins; null where this one is empty, and the last. */
  readonly after: readonly (number | string)[] | null
}
export interface CopyRepository {
  /** How long the audit trail is, and the hash that it ends with. */
  trail(): Promise<{ readonly records: number; readonly hash: Uint8Array }>
  /** The hash of one record; undefined where the trail is shorter. */
  hashAt(sequence: number): Promise<Uint8Array | undefined>
  count(table: CopiedTable, after: StorePage['after']): Promise<number>
  page(table: CopiedTable, after: StorePage['after'], limit: number): Promise<StorePage>
  /** Takes away what cannot be brought up to date row by row, which the pages then bring. */
  clear(): Promise<void>
  /** STORE_CORRUPT where a page of the audit trail does not go on from the one before. */
  put(page: StorePage): Promise<void>
  /** Has new rows numbered after those that were brought. */
  finish(): Promise<void>
}

export interface NewAuditRecord {
  readonly at: number
  readonly actor: { readonly id: string; readonly name: string } | null
  readonly action: AuditAction
  readonly subject: { readonly kind: AuditSubjectKind; readonly id: string; readonly name: string } | null
  readonly address?: string
  readonly details: AuditRecord['details']
}
export interface AuditFilter {
  readonly action?: readonly AuditAction[] | undefined
  readonly actorId?: string | undefined
  readonly subject?: { readonly kind: AuditSubjectKind; readonly id: string } | undefined
  /** From this instant on, and before that one. */
  readonly from?: string | undefined
  readonly until?: string | undefined
}
export interface AuditRepository {
  /** Appends to the chain: `hash = SHA-256(previous hash ‖ canonical JSON of the record)`. */
  append(record: NewAuditRecord): Promise<void>
  /** The same for many, one after the other. */
  appendAll(records: readonly NewAuditRecord[]): Promise<void>
  list(
    request: AuditFilter & { before?: number | undefined; limit: number },
  ): Promise<{ rows: AuditRecord[]; nextBefore: number | null }>
  /** The records above a sequence that pass the filter, oldest first. */
  following(after: number, limit: number, filter?: AuditFilter): Promise<AuditRecord[]>
  /** The number and the hash of the last record; 0 and 32 zeros where there is none. */
  end(): Promise<ChainEnd>
  /** The hash of one record; undefined where it is not there. */
  hashAt(sequence: number): Promise<string | undefined>
  count(filter: AuditFilter): Promise<MatchCount>
}

/** A checkpoint of another store, who brought it, and when. */
export interface ReceivedCheckpoint {
  readonly checkpoint: SignedCheckpoint
  /** As whoever brought it calls the store. */
  readonly storeName: string
  readonly receivedAt: string
  readonly receivedFrom: { readonly id: string; readonly name: string }
}
export interface CheckpointRepository {
  add(checkpoint: Checkpoint): Promise<void>
  /** Of the furthest record, the latest. */
  last(): Promise<Checkpoint | undefined>
  /** Those of the records above one sequence, up to another. */
  between(after: number, upTo: number): Promise<Checkpoint[]>
  receive(received: ReceivedCheckpoint): Promise<void>
  lastReceivedOf(publicKey: string): Promise<ReceivedCheckpoint | undefined>
  /** The latest first. */
  received(limit: number): Promise<ReceivedCheckpoint[]>
}

export interface FirstRunCode {
  readonly digest: string
  readonly expiresAt: number
}

export interface SettingsRepository {
  policy(): Promise<Policy>
  /** CONFLICT where the version is not the stored one. */
  updatePolicy(policy: Policy): Promise<Policy>
  installation(): Promise<Installation>
  /** CONFLICT where the version is not the stored one. */
  updateInstallation(installation: Installation): Promise<Installation>
  /** What the last check of the store found; null before the first. */
  lastCheck(): Promise<StoreCheckRecord | null>
  noteCheck(record: StoreCheckRecord): Promise<void>
  /** What following the audit trail showed the last time; null before the first. */
  lastVerification(): Promise<TrailVerification | null>
  noteVerification(verification: TrailVerification): Promise<void>
  /** What became of the last backup; null before the first. */
  lastBackup(): Promise<LastBackup | null>
  noteBackup(last: LastBackup): Promise<void>
  /** When one was last begun by the schedule; 0 before the first. */
  backupBegunAt(): Promise<number>
  noteBackupBegun(at: number): Promise<void>
  backupSchedule(): Promise<BackupSchedule | null>
  setBackupSchedule(schedule: BackupSchedule): Promise<void>
  /** The passphrase of the schedule, sealed by a key that is not in the store, in base64. */
  backupPassphrase(): Promise<string | null>
  setBackupPassphrase(sealed: string): Promise<void>
  /** Digests of the codes that the first run takes, in hexadecimal. */
  firstRunCodes(): Promise<readonly FirstRunCode[]>
  setFirstRunCodes(codes: readonly FirstRunCode[]): Promise<void>
}
