import { addToken } from './tr/add-token.ts'
import { audit } from './tr/audit.ts'
import { backups } from './tr/backups.ts'
import { bulk, selection } from './tr/bulk.ts'
import { common } from './tr/common.ts'
import { contacts } from './tr/contacts.ts'
import { copying } from './tr/copying.ts'
import { errors, problems } from './tr/errors.ts'
import { explain } from './tr/explain.ts'
import { importing } from './tr/importing.ts'
import { overview } from './tr/overview.ts'
import { palette, shortcuts } from './tr/palette.ts'
import { profile } from './tr/profile.ts'
import { proof } from './tr/proof.ts'
import { resourceServers } from './tr/resource-servers.ts'
import { session } from './tr/session.ts'
import { settings } from './tr/settings.ts'
import { stores } from './tr/stores.ts'
import { technicalUsers } from './tr/technical-users.ts'
import { tokenDetails } from './tr/token-details.ts'
import { tokens } from './tr/tokens.ts'
import { tokensScreen } from './tr/tokens-screen.ts'
import { users } from './tr/users.ts'
import { withdrawals } from './tr/withdrawals.ts'
import type { Translation } from './translation.ts'

/** Every Turkish word that the screens show, in the order and under the names of `en`. */
export const tr: Translation = {
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
}
