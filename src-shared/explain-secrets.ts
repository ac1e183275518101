import type { InputOf, OutputOf } from './contract/calls.ts'
import type { tokenCalls } from './contract/tokens.ts'
import type { ExplainedToken } from './schemas/tokens.ts'
import { checksumFits } from './secret-checksum.ts'

/** One secret that was found, and what is said of it. The secret is not kept: the hint is all that is left of it. */
export interface Explained extends Omit<ExplainedToken, 'reason'> {
  /** `no-token` where it is the secret of a resource server or of a session. */
  readonly reason: ExplainedToken['reason'] | 'no-token'
  readonly hint: string
  /** The first lines in which it stands, from 1. */
  readonly lines: readonly number[]
}

export interface Explainer {
  call(
    name: 'tokens.explain',
    input: InputOf<typeof tokenCalls, 'tokens.explain'>,
  ): Promise<OutputOf<typeof tokenCalls, 'tokens.explain'>>
  /** SHA-256 of the secret's 40 characters, in hex. */
  digestOf(secret: string): Promise<string> | string
}

/**
 * Explains what was found, some at a time and in its order (BY-1). No secret leaves whoever found it: what is mistyped is
 * told by its checksum, and the desk is asked about the rest by digest, for they may be another installation's.
 */
export async function* explainSecrets(
  secrets: ReadonlyMap<string, readonly number[]>,
  module: string | null,
  { call, digestOf }: Explainer,
): AsyncGenerator<readonly Explained[], void, undefined> {
  const found = [...secrets]
  for (let from = 0; from < found.length; from += AT_A_TIME) {
    const some = found.slice(from, from + AT_A_TIME)
    const asked = some.filter(([secret]) => alone(secret) === null)
    const digests = await Promise.all(asked.map(([secret]) => digestOf(secret)))
    const { explanations } =
      digests.length === 0
        ? { explanations: [] }
        : await call('tokens.explain', { digests, ...(module === null ? {} : { module }) })
    const answers = explanations.values()
    yield some.map(([secret, lines]) => ({
      hint: secret.slice(0, HINT_LENGTH),
      lines,
      ...(alone(secret) ?? answers.next().value ?? refusedFor('unknown')),
    }))
  }
}

const AT_A_TIME = 100
const HINT_LENGTH = 8
const OF_TOKENS = /^td[utc]_/

/** What can be said of a secret without asking anybody. */
function alone(secret: string): Answer | null {
  if (!checksumFits(secret)) return refusedFor('checksum')
  return OF_TOKENS.test(secret) ? null : refusedFor('no-token')
}

type Answer = Pick<Explained, 'reason' | 'token' | 'withdrawnBy'>

function refusedFor(reason: Explained['reason']): Answer {
  return { reason, token: null, withdrawnBy: null }
}
