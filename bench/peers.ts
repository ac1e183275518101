import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { inWords } from './samples.ts'
import { type BenchLine, skipped } from './table.ts'

const FOLDER = fileURLToPath(new URL('./peers', import.meta.url))
const WHAT = 'other servers, in the same run'

/** What well-known others do of the same kind, on the same machine in the same run. They are installed for this alone. */
export async function peerLines(): Promise<BenchLine[]> {
  if (!existsSync(`${FOLDER}/node_modules`)) {
    const installed = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: FOLDER, stdio: 'ignore' })
    if (installed.status !== 0) return [skipped(WHAT, '–', `npm ci failed in ${FOLDER}`)]
  }
  try {
    const text = execFileSync(process.execPath, ['measure.mjs'], {
      cwd: FOLDER,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 120_000,
    })
    const figures = JSON.parse(text.slice(text.lastIndexOf('\n[') + 1)) as {
      what: string
      perSecond: number
      p50Ms: number
      p99Ms: number
    }[]
    return figures.map(({ what, perSecond, p50Ms, p99Ms }) => ({
      what,
      measured: `${Math.round(perSecond)}/s`,
      reference: '–',
      budget: '–',
      verdict: 'no budget',
      note: `p50 ${inWords(p50Ms)}, p99 ${inWords(p99Ms)}`,
    }))
  } catch (error) {
    return [skipped(WHAT, '–', error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))]
  }
}
