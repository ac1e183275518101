import { addToken } from './cs/add-token.ts'
import { audit } from './cs/audit.ts'
import { backups } from './cs/backups.ts'
import { bulk, selection } from './cs/bulk.ts'
import { common } from './cs/common.ts'
import { contacts } from './cs/contacts.ts'
import { copying } from './cs/copying.ts'
import { errors, problems } from './cs/errors.ts'
import { explain } from './cs/explain.ts'
import { importing } from './cs/importing.ts'
import { overview } from './cs/overview.ts'
import { palette, shortcuts } from './cs/palette.ts'
import { profile } from './cs/profile.ts'
import { proof } from './cs/proof.ts'
import { resourceServers } from './cs/resource-servers.ts'
import { session } from './cs/session.ts'
import { settings } from './cs/settings.ts'
import { stores } from './cs/stores.ts'
import { technicalUsers } from './cs/technical-users.ts'
import { tokenDetails } from './cs/token-details.ts'
import { tokens } from './cs/tokens.ts'
import { tokensScreen } from './cs/tokens-screen.ts'
import { users } from './cs/users.ts'
import { withdrawals } from './cs/withdrawals.ts'
import type { Translation } from './translation.ts'

/** Every Czech word that the screens show, in the order and under the names of `en`. */
export const cs: Translation = {
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
