import { DeskError } from '../src-shared/errors.ts'
import { tokenId } from '../src-shared/schemas/ids.ts'
import type { TokenSummary } from '../src-shared/schemas/tokens.ts'
import type { SignedIn } from './sign-in.ts'

/** The id that a command is given. @throws {DeskError} INVALID_INPUT, reason `no-token-id`, where it is none */
export function tokenIdIn(argument: string): TokenSummary['id'] {
  const parsed = tokenId.safeParse(argument)
  if (parsed.success) return parsed.data
  throw new DeskError({
    code: 'INVALID_INPUT',
    reason: 'no-token-id',
    message: 'Give the id of a token, as in TKN-7Q4K-9M2X: token-desk token list shows it.',
  })
}

/** The token that a command is about, as it is now. @throws {DeskError} INVALID_INPUT, or NOT_FOUND */
export async function tokenOf(argument: string, call: SignedIn['call']): Promise<TokenSummary> {
  return call('tokens.get', { id: tokenIdIn(argument) })
}
