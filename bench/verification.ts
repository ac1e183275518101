import Database from 'better-sqlite3'
import { verifySecret } from '../src-core/desk/verification.ts'
import { digestOfSecret } from '../src-core/domain/secret.ts'
import { benchId } from '../src-core/store/bench/bench-plan.ts'
import { storeFiles } from '../src-core/store/sqlite/store-files.ts'
import { openSqliteStore } from '../src-core/store/sqlite.ts'
import type { BenchData } from './data.ts'
import { interleaved, inWords, timeOf } from './samples.ts'
import { signedInDesk } from './signed-in.ts'
import { secretsOf } from './some-secrets.ts'
import { type BenchLine, within } from './table.ts'

const TOKENS_OF_A_ROUND = 500
const ROUNDS = 60
const ACCESSES = 1_000

/** Verifying one token: the desk's own check, and the whole call, against the bare prepared SELECT on the same file. */
export async function verificationLines(data: BenchData): Promise<BenchLine[]> {
  const folder = data.copy()
  const secrets = secretsOf(data)
  const bare = new Database(storeFiles(folder).store, { readonly: true })
  // As much memory as the store gives to its own connection for verifications.
  bare.pragma('cache_size = -8192')
  const select = bare.prepare('select id, state, expires_at from tokens where digest = ?')
  const clock = { now: () => Date.now() }
  const digests = secrets.map((secret) => digestOfSecret(secret))
  try {
    const store = await openSqliteStore({ folder, clock, random: NO_RANDOM, log: NO_LOG })
    const pick = picker(secrets.length)
    const checked = await interleaved(
      {
        bare: () => eachOf(pick, (index) => select.get(digests[index])),
        check: async () => {
          for (const index of pick()) await verifySecret(store, clock, secrets[index] as string)
        },
      },
      { rounds: ROUNDS },
    )
    const used = data.size.tokens / ACCESSES
    for (let index = 0; index < ACCESSES; index += 1)
      store.noteAccess(benchId('TKN', data.size.seed, Math.floor(index * used)), Date.now())
    // Closing writes what is buffered.
    const closedMs = await timeOf(() => store.close())
    const { desk, call } = await signedInDesk(folder, data)
    const called = await interleaved(
      {
        bare: () => eachOf(pick, (index) => select.get(digests[index])),
        call: async () => {
          for (const index of pick().slice(0, TOKENS_OF_A_ROUND / 10))
            await call('tokens.verify', { secret: secrets[index] as string })
        },
      },
      { rounds: ROUNDS },
    )
    await desk.close()
    const one = checked.check.median / TOKENS_OF_A_ROUND
    const reference = checked.bare.median / TOKENS_OF_A_ROUND
    const ratio = one / reference
    const wholeCall = called.call.median / (TOKENS_OF_A_ROUND / 10)
    return [
      {
        what: `verify one token of ${data.size.tokens.toLocaleString('en')}`,
        measured: `${ratio.toFixed(2)}× (${inWords(one)})`,
        reference: `${inWords(reference)} bare prepared SELECT`,
        budget: '≤ 2×',
        verdict: within(ratio, 2),
        note: `p95 ${inWords(checked.check.p95 / TOKENS_OF_A_ROUND)}`,
      },
      {
        what: `write the last uses of ${ACCESSES} tokens, and close`,
        measured: inWords(closedMs),
        reference: '–',
        budget: '–',
        verdict: 'no budget',
        note: 'two hundred at a time, between other things',
      },
      {
        what: 'verify, the whole call by an operator',
        measured: inWords(wholeCall),
        reference: `${inWords(called.bare.median / TOKENS_OF_A_ROUND)} bare prepared SELECT`,
        budget: '–',
        verdict: 'no budget',
        note: 'with session, permission and the token in full',
      },
    ]
  } finally {
    bare.close()
  }
}

/** Different rows each time, in no order, so that no contender is served from what the other one just read. */
function picker(count: number): () => readonly number[] {
  let start = 0
  return () => {
    const picked = Array.from({ length: TOKENS_OF_A_ROUND }, (_, index) => (start + index) % count)
    start = (start + TOKENS_OF_A_ROUND) % count
    return picked
  }
}

function eachOf(pick: () => readonly number[], work: (index: number) => void): void {
  for (const index of pick()) work(index)
}

const NO_RANDOM = { bytes: (count: number) => new Uint8Array(count) }
const NO_LOG = { info: () => {}, warn: () => {}, error: () => {} }
