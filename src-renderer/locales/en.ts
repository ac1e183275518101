import { addToken } from './en/add-token.ts'
import { audit } from './en/audit.ts'
import { backups } from './en/backups.ts'
import { bulk, selection } from './en/bulk.ts'
import { common } from './en/common.ts'
import { contacts } from './en/contacts.ts'
import { copying } from './en/copying.ts'
import { errors, problems } from './en/errors.ts'
import { explain } from './en/explain.ts'
import { importing } from './en/importing.ts'
import { overview } from './en/overview.ts'
import { palette, shortcuts } from './en/palette.ts'
import { profile } from './en/profile.ts'
import { proof } from './en/proof.ts'
import { resourceServers } from './en/resource-servers.ts'
import { session } from './en/session.ts'
import { settings } from './en/settings.ts'
import { stores } from './en/stores.ts'
import { technicalUsers } from './en/technical-users.ts'
import { tokenDetails } from './en/token-details.ts'
import { tokens } from './en/tokens.ts'
import { tokensScreen } from './en/tokens-screen.ts'
import { users } from './en/users.ts'
import { withdrawals } from './en/withdrawals.ts'

/** Every English word that the screens show, a file a subject. Keys are typed: `t('contacts.title')`. */
export const en = {
  ...common,
  errors,
  selection,
  bulk,
  problems,
  session,
  stores,
  copying,
  profile,
  tokens,
  withdrawals,
  tokensScreen,
  tokenDetails,
  addToken,
  contacts,
  users,
  technicalUsers,
  audit,
  proof,
  explain,
  importing,
  resourceServers,
  settings,
  palette,
  shortcuts,
  overview,
  backups,
} as const
