import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { BenchSize } from '../src-core/store/bench/bench-plan.ts'
import { storeFiles } from '../src-core/store/sqlite/store-files.ts'

/** The store that is measured, and who signs in to it. */
export interface BenchData {
  readonly size: BenchSize
  readonly username: string
  readonly password: string
  /** Copies of the store in folders of their own: what is measured writes into one, never into the cached store. */
  copy(): string
  /** An empty folder. */
  emptyFolder(): string
  /** Takes all copies away. */
  dispose(): void
}

/** The store of a million tokens, or of 50,000 for a quick look: made once and kept in `.bench/` until its makers change. */
export function benchData({ quick }: { readonly quick: boolean }): BenchData {
  const tokens = quick ? 50_000 : 1_000_000
  const cached = join(CACHE, `${tokens}-${makersDigest()}`)
  if (!existsSync(join(cached, 'size.json'))) make(cached, tokens)
  const size = JSON.parse(readFileSync(join(cached, 'size.json'), 'utf8')) as BenchSize
  const copies = mkdtempSync(join(CACHE, 'run-'))
  const emptyFolder = () => mkdtempSync(join(copies, 'data-'))
  return {
    size,
    username: 'bench',
    password: readFileSync(join(cached, 'password'), 'utf8').trim(),
    emptyFolder,
    copy() {
      const folder = emptyFolder()
      copyFileSync(storeFiles(cached).store, storeFiles(folder).store, constants.COPYFILE_FICLONE)
      return folder
    },
    dispose: () => rmSync(copies, { recursive: true, force: true }),
  }
}

const ROOT = join(import.meta.dirname, '..')
const CACHE = join(ROOT, '.bench')

function make(cached: string, tokens: number): void {
  for (const name of existsSync(CACHE) ? readdirSync(CACHE) : [])
    if (name.startsWith(`${tokens}-`) || name.startsWith('making-')) rmSync(join(CACHE, name), { recursive: true })
  mkdirSync(CACHE, { recursive: true })
  const making = mkdtempSync(join(CACHE, 'making-'))
  const passwordFile = join(making, 'password')
  writeFileSync(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 })
  const counts = { tokens, contacts: tokens / 5, users: tokens / 50, customers: tokens / 100 }
  process.stderr.write(`Making the store of ${tokens.toLocaleString('en')} tokens once. This takes a while.\n`)
  const options = Object.entries(counts).flatMap(([name, count]) => [`--${name}`, String(count)])
  const program = [join(ROOT, 'src-server/token-desk.js'), 'bench-data', ...options, '--data-dir', making, '--json']
  const answer = execFileSync(process.execPath, program, {
    env: { ...process.env, TOKEN_DESK_PASSWORD_FILE: passwordFile },
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  })
  const { seed, asOf } = JSON.parse(answer) as BenchSize
  writeFileSync(join(making, 'size.json'), JSON.stringify({ ...counts, seed, asOf }))
  renameSync(making, cached)
}

/** Changes when anything changes that decides what is in the store. */
function makersDigest(): string {
  const store = join(ROOT, 'src-core/store')
  const filesIn = (folder: string) => readdirSync(join(store, folder)).map((name) => join(folder, name))
  const makers = ['dialect.ts', 'fold.ts', 'ids.ts', ...filesIn('bench'), ...filesIn('migrations')]
  const digest = createHash('sha256')
  for (const name of makers.toSorted()) digest.update(readFileSync(join(store, name)))
  return digest.digest('hex').slice(0, 12)
}
