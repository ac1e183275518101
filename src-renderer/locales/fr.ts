import { addToken } from './fr/add-token.ts'
import { audit } from './fr/audit.ts'
import { backups } from './fr/backups.ts'
import { bulk, selection } from './fr/bulk.ts'
import { common } from './fr/common.ts'
import { contacts } from './fr/contacts.ts'
import { copying } from './fr/copying.ts'
import { errors, problems } from './fr/errors.ts'
import { explain } from './fr/explain.ts'
import { importing } from './fr/importing.ts'
import { overview } from './fr/overview.ts'
import { palette, shortcuts } from './fr/palette.ts'
import { profile } from './fr/profile.ts'
import { proof } from './fr/proof.ts'
import { resourceServers } from './fr/resource-servers.ts'
import { session } from './fr/session.ts'
import { settings } from './fr/settings.ts'
import { stores } from './fr/stores.ts'
import { technicalUsers } from './fr/technical-users.ts'
import { tokenDetails } from './fr/token-details.ts'
import { tokens } from './fr/tokens.ts'
import { tokensScreen } from './fr/tokens-screen.ts'
import { users } from './fr/users.ts'
import { withdrawals } from './fr/withdrawals.ts'
import type { Translation } from './translation.ts'

/** Every French word that the screens show, in the order and under the names of `en`. */
export const fr: Translation = {
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
