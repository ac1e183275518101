import { timingSafeEqual } from 'node:crypto'
import type { sessionCalls } from '../../src-shared/contract/sessions.ts'
import type { HandlerContext } from '../dispatch.ts'
import { digestOfSetupCode, makeSetupCode, SETUP_CODE_LIFE_MS } from '../domain/setup-code.ts'
import type { Clock, Random } from '../ports.ts'
import type { Repositories, Store } from '../store/store.ts'
import { checkAddress, failedAttempt } from './attempts.ts'

/** The first run of an empty store, which makes its first administrator. */
export interface FirstRun {
  /** Whether it takes a setup code: where anybody who reaches the service could be first. */
  readonly needsCode: boolean
  /**
   * Makes one more code, as ASCII bytes, where the store is empty and takes one. Each instance that starts makes one of
   * its own, and the last few are good, because only their digests are shared.
   */
  makeCode(
    store: Pick<Store, 'change'>,
    ports: { readonly clock: Clock; readonly random: Random },
  ): Promise<Uint8Array | null>
  /** Whether a code is good now. Counts nothing. */
  isGood(given: string | undefined, now: number, repositories: Pick<Repositories, 'settings'>): Promise<boolean>
  /** INVALID_INPUT for a wrong code, which counts as a failed attempt. TOO_MANY_ATTEMPTS after too many. */
  check(
    given: string | undefined,
    context: HandlerContext<(typeof sessionCalls)['sessions.createAdministrator']>,
  ): Promise<void>
  /** No code is good any more. */
  end(repositories: Pick<Repositories, 'settings'>): Promise<void>
}

/** At the machine itself whoever opens the store is first. */
export const openFirstRun: FirstRun = {
  needsCode: false,
  makeCode: async () => null,
  isGood: async () => true,
  check: async () => {},
  end: async () => {},
}

/** Over the service, whoever starts it is first: it prints a code where it was started. */
export const firstRunWithCode: FirstRun = {
  needsCode: true,
  makeCode: (store, { clock, random }) =>
    store.change(async ({ users, settings }) => {
      if (!(await users.isEmpty())) return null
      const code = makeSetupCode(random)
      const made = {
        digest: Buffer.from(digestOfSetupCode(code)).toString('hex'),
        expiresAt: clock.now() + SETUP_CODE_LIFE_MS,
      }
      await settings.setFirstRunCodes([...(await settings.firstRunCodes()), made].slice(-CODES_GOOD))
      return code
    }),
  isGood: isGoodCode,
  async check(given, context) {
    await checkAddress('first-run', context)
    const isGood = await context.read((repositories) => isGoodCode(given, context.clock.now(), repositories))
    if (!isGood) throw await failedAttempt('first-run', {}, context)
  },
  end: ({ settings }) => settings.setFirstRunCodes([]),
}

async function isGoodCode(
  given: string | undefined,
  now: number,
  { settings }: Pick<Repositories, 'settings'>,
): Promise<boolean> {
  const digest = digestOfSetupCode(given ?? '')
  return (await settings.firstRunCodes()).some(({ digest: good, expiresAt }) => {
    const isSame = timingSafeEqual(Buffer.from(good, 'hex'), digest)
    return isSame && now < expiresAt
  })
}

/** As many instances may start before anybody has read the first one's code. */
const CODES_GOOD = 8
