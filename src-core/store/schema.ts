import type { ColumnType, Generated } from 'kysely'
import type { AuditAction, AuditSubjectKind } from '../../src-shared/schemas/audit.ts'
import type { Language } from '../../src-shared/schemas/common.ts'
import type {
  ContactId,
  CustomerId,
  ResourceServerId,
  SessionId,
  TokenId,
  UserId,
} from '../../src-shared/schemas/ids.ts'
import type { Role, UserKind } from '../../src-shared/schemas/people.ts'
import type { OwnerKind, TokenState, WithdrawalReason } from '../../src-shared/schemas/tokens.ts'

/**
 * The tables, as Kysely sees them. `id` is the row's number, for joins and for newest-first; `public_id` is what everybody
 * else knows. Instants are milliseconds since 1970, days are texts, yes and no are 1 and 0. A `…_folded` column holds
 * `fold()` of what it is named after, `…_cs` and `…_tr` hold its `orderKey()`; they must be written with it. Rows never leave
 * this folder.
 */
export interface StoreSchema {
  users: UserTable
  customers: CustomerTable
  contacts: ContactTable
  modules: ModuleTable
  tokens: TokenTable
  token_modules: TokenModuleTable
  token_logos: TokenLogoTable
  token_values: TokenValueTable
  resource_servers: ResourceServerTable
  resource_server_modules: ResourceServerModuleTable
  sessions: SessionTable
  audit: AuditTable
  audit_checkpoints: AuditCheckpointTable
  received_checkpoints: ReceivedCheckpointTable
  settings: SettingTable
  sign_in_attempts: AttemptTable
  answered_changes: AnsweredChangeTable
  users_search: SearchTable
  customers_search: SearchTable
  contacts_search: SearchTable
  tokens_search: SearchTable
}

export type Flag = 0 | 1
/** Computed by the database from other columns; never written. */
type Computed<Value> = ColumnType<Value, never, never>

export interface UserTable {
  id: Generated<number>
  public_id: UserId
  kind: UserKind
  role: Role | null
  active: Flag
  username: string
  /** `usernameKey(username)`, unique. */
  username_key: string
  full_name: string
  full_name_folded: string
  full_name_cs: string | null
  full_name_tr: string | null
  email: string | null
  email_folded: string | null
  preferred_language: Language
  employed_from: string | null
  employed_until: string | null
  /** The last millisecond of `employed_until` where it was set: tokens of the user end then. */
  employment_ends_at: number | null
  password_hash: string | null
  setup_code_digest: Uint8Array | null
  setup_code_expires_at: number | null
  created_at: number
  version: Generated<number>
  search_text: Computed<string>
}

export interface CustomerTable {
  id: Generated<number>
  public_id: CustomerId
  active: Flag
  name: string
  name_folded: string
  name_cs: string | null
  name_tr: string | null
  reference: string | null
  reference_folded: string | null
  created_at: number
  version: Generated<number>
  search_text: Computed<string>
}

export interface ContactTable {
  id: Generated<number>
  public_id: ContactId
  customer_id: number
  active: Flag
  full_name: string
  full_name_folded: string
  full_name_cs: string | null
  full_name_tr: string | null
  /** The customer's, kept in step by a trigger when the customer is renamed. */
  customer_name_folded: string
  customer_name_cs: string | null
  customer_name_tr: string | null
  email: string | null
  email_folded: string | null
  phone: string | null
  job_title: string | null
  created_at: number
  version: Generated<number>
  search_text: Computed<string>
}

export interface ModuleTable {
  id: Generated<number>
  code: string
  name: string
  description: string | null
  enabled: Flag
  for_contacts: Flag
  version: Generated<number>
}

export interface TokenTable {
  id: Generated<number>
  public_id: TokenId
  state: TokenState
  /** An index aid: the store has noticed that `expires_at` has passed. Never decides anything alone. */
  lapsed: Generated<Flag>
  owner_kind: OwnerKind
  owner_user_id: number | null
  owner_contact_id: number | null
  name: string
  name_folded: string
  name_cs: string | null
  name_tr: string | null
  /** The owner's, kept in step by triggers when the person is renamed. */
  owner_name_folded: string
  hint: string
  digest: Uint8Array
  created_by: number | null
  created_at: number
  expires_at: number | null
  last_access_at: number | null
  /** Since when it is disabled; null while it is not. */
  disabled_at: number | null
  /** Until when it is disabled; null where that has no end. From then on it is active, whatever `state` says still. */
  disabled_until: Generated<number | null>
  disable_reason: Generated<string | null>
  removed_at: number | null
  deleted_at: number | null
  withdrawal_reason: Generated<WithdrawalReason | null>
  /** The state before it was removed, and before it was deleted. */
  removed_from: Generated<TokenState | null>
  deleted_from: Generated<TokenState | null>
  /** The token that it was made to replace. */
  replaces_id: Generated<number | null>
  version: Generated<number>
  description: string | null
  /** Raised by every new logo, so that a page knows which one it has; null where there is none. */
  logo_version: number | null
  /** `expires_at`, and far beyond every date where there is none: never is last. */
  expires_order: Computed<number>
  /** `last_access_at`, and 0 where there is none: never is first. */
  last_access_order: Computed<number>
  search_text: Computed<string>
}

export interface TokenModuleTable {
  token_id: number
  module_id: number
  /** The token's, kept in step by a trigger: some modules are for contacts only, so the two filters depend on each other. */
  owner_kind: OwnerKind
}

export interface TokenLogoTable {
  token_id: number
  /** PNG, 128 × 128, at most 32 kB. */
  image: Uint8Array
}

/** The values of tokens that an installation chose to keep, each sealed by a key that is not in the store. */
export interface TokenValueTable {
  token_id: number
  /** The token's: a value does not outlive a change of it. */
  owner_kind: OwnerKind
  sealed: Uint8Array
}

export interface SessionTable {
  id: Generated<number>
  public_id: SessionId
  user_id: number
  digest: Uint8Array
  created_at: number
  last_seen_at: number
  expires_at: number
  locked_at: number | null
  ended_at: number | null
  /** From where it was begun, and with what; null for the doors of the machine itself. */
  address: string | null
  client: string | null
}

export interface AuditTable {
  sequence: number
  at: number
  actor_id: string | null
  actor_name: string | null
  action: AuditAction
  subject_kind: AuditSubjectKind | null
  subject_id: string | null
  subject_name: string | null
  address: string | null
  /** A JSON object. */
  details: string
  hash: Uint8Array
}

/** How far the trail was at a moment; signed where there was a key. Only ever added to. */
export interface AuditCheckpointTable {
  id: Generated<number>
  sequence: number
  hash: Uint8Array
  at: number
  /** As in the checkpoint itself: base64url. */
  public_key: string | null
  signature: string | null
}

/** Checkpoints of other stores, which somebody who signed in here brought along. Only ever added to. */
export interface ReceivedCheckpointTable {
  id: Generated<number>
  /** As whoever brought it calls it. */
  store_name: string
  sequence: number
  hash: Uint8Array
  at: number
  public_key: string
  signature: string
  received_at: number
  received_from: string
  received_from_name: string
}

/** APIs and gateways that ask about tokens. */
export interface ResourceServerTable {
  id: Generated<number>
  public_id: ResourceServerId
  name: string
  name_folded: string
  description: string | null
  hint: string
  digest: Uint8Array
  /** The technical user whose tokens it can be given. */
  acts_as: number | null
  created_at: number
  secret_made_at: number
  withdrawn_at: number | null
  version: Generated<number>
}

export interface ResourceServerModuleTable {
  server_id: number
  module_id: number
}

export interface SettingTable {
  key: string
  /** JSON. */
  value: string
}

export interface AttemptTable {
  key: Uint8Array
  failures: number
  last_at: number
  /** When it is forgotten; null where it stays until a success. */
  expires_at: number | null
}

/** Answers that are kept for a while for whoever asks for the same change again, sealed with what the store does not hold. */
export interface AnsweredChangeTable {
  digest: Uint8Array
  question: Uint8Array
  sealed: Uint8Array
  expires_at: number
}

/** A trigram index; `rowid` is the row number in the table it is named after. */
export interface SearchTable {
  rowid: number
}
