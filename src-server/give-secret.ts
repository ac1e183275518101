import { Option } from 'commander'
import { DeskError } from '../src-shared/errors.ts'
import type { TokenSummary } from '../src-shared/schemas/tokens.ts'
import { jsonLine, type Output } from './output.ts'
import type { SignedIn } from './sign-in.ts'
import type { Surroundings } from './terminal.ts'

/** By which whoever makes a token says that the terminal may show its secret. */
export const SHOW = new Option('--show', 'show the secret although standard output is a terminal')

/**
 * Refuses where the secret would appear on a terminal unasked. To be called before a token is made: a secret that must not
 * be shown could never be had again.
 *
 * @param nothingDone what was not done, as a sentence begins: `Nothing was issued`
 * @throws {DeskError} INVALID_INPUT, reason `would-show-secret`
 */
export function refuseToShow(
  { outputIsTerminal }: Surroundings,
  { show }: { readonly show?: true },
  nothingDone: string,
): void {
  if (!outputIsTerminal || show) return
  throw new DeskError({
    code: 'INVALID_INPUT',
    reason: 'would-show-secret',
    message: `${nothingDone}: the secret would appear on this terminal. Send standard output to a file or a program, or add --show.`,
  })
}

/**
 * Records that the secret of a new token is shown, writes it, and zeroes it. Where either fails nobody has the secret, and
 * that is said.
 *
 * @throws {DeskError} reason `secret-lost`, which names the token to remove
 */
export async function giveSecret(request: SecretToGive): Promise<void> {
  try {
    await writeSecret(request)
  } finally {
    request.secret.fill(0)
  }
}

interface SecretToGive {
  readonly token: TokenSummary
  readonly secret: Uint8Array
  readonly call: SignedIn['call']
  readonly output: Output
  readonly json: boolean
  /** What else the answer names as JSON. */
  readonly more?: object
}

async function writeSecret({ token, secret, call, output, json, more = {} }: SecretToGive): Promise<void> {
  // One buffer, so that nothing but it holds the secret, and it is emptied once it is written.
  const bytes = json
    ? Buffer.concat([
        // Its closing brace comes behind the secret.
        Buffer.from(`${jsonLine({ token, ...more }).slice(0, -1)},"secret":"`),
        secret,
        Buffer.from('"}\n'),
      ])
    : Buffer.concat([secret, Buffer.from('\n')])
  try {
    await call('tokens.noteReveal', { id: token.id, how: 'shown' })
    await output.write(bytes)
  } catch (error) {
    const refusal = error instanceof DeskError ? error.toFailure() : undefined
    throw new DeskError(
      {
        code: refusal?.code ?? 'INTERNAL',
        reason: 'secret-lost',
        message: `${token.id} was issued, but its secret could not be written and cannot be had again. Remove that token.`,
      },
      { cause: error },
    )
  } finally {
    bytes.fill(0)
  }
}
