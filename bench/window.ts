import { execFileSync } from 'node:child_process'
import type { Page } from 'playwright-core'
import { launch } from '../e2e/launch.ts'
import { compileCacheFolder } from '../src-main/shell/setup/compile-cache.ts'
import type { BenchData } from './data.ts'
import { inWords, samplesOf } from './samples.ts'
import { type BenchLine, skipped, within } from './table.ts'

const FRAME = { what: 'a frame while scrolling all tokens', budget: 'p95 ≤ 16.7 ms' }
const START = { what: 'start to usable window over an empty window', budget: '≤ 1.5×' }
const FRAME_BUDGET_MS = 16.7
/** Screens draw at 60 Hz, and their clock is a little off: a frame that came in time may measure this much longer. */
const FRAME_JITTER_MS = 0.2
const SCROLL_MS = 10_000
const START_ROUNDS = 9
const START_KINDS = ['window', 'empty', 'bare'] as const
type StartKind = (typeof START_KINDS)[number]
/** As in the script `start` of package.json. */
const START_FLAGS = ['--min-semi-space-size=4']

/** The window, in whichever shell can be had here: frames while scrolling, and how long it takes to start. */
export async function windowLines(data: BenchData): Promise<BenchLine[]> {
  try {
    // Whatever has to be built or found is built and found here, not while the time is taken.
    const first = await launch({ dataDir: data.emptyFolder(), headless: true })
    await first.close()
  } catch (error) {
    const reason = `no window can be had here: ${firstLine(error)}`
    return [FRAME, START].map(({ what, budget }) => skipped(what, budget, reason))
  }
  return [await frameLine(data), await startLine(data)]
}

async function frameLine(data: BenchData): Promise<BenchLine> {
  const { page, shell, close } = await launch({ dataDir: data.copy(), headless: true })
  try {
    await page.getByLabel('Username').fill(data.username)
    await page.getByLabel('Password', { exact: true }).fill(data.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('link', { name: 'API tokens' }).click()
    await page.getByRole('row').nth(20).waitFor()
    const idle = samplesOf(await frames(page, 0, 2_000))
    const scrolled = await frames(page, 240, SCROLL_MS)
    const { median, p95, worst } = samplesOf(scrolled)
    const reached = await page.evaluate(() =>
      Math.round(document.querySelector('[role=grid]')?.parentElement?.scrollTop ?? 0),
    )
    return {
      ...FRAME,
      measured: inWords(p95),
      reference: `${inWords(idle.p95)} without scrolling`,
      verdict: within(p95, FRAME_BUDGET_MS + FRAME_JITTER_MS),
      note: `${shell}, headless; median ${inWords(median)}, worst ${inWords(worst)}, ${scrolled.length} frames down to pixel ${reached}`,
    }
  } finally {
    await close()
  }
}

/** The times between frames while the list is scrolled by so many pixels a frame. */
function frames(page: Page, pixelsAFrame: number, durationMs: number): Promise<number[]> {
  return page.evaluate(
    ({ pixels, duration }) =>
      new Promise<number[]>((resolve) => {
        const scroller = document.querySelector('[role=grid]')?.parentElement
        const times: number[] = []
        let last: number | undefined
        const begin = performance.now()
        const onFrame = (now: number) => {
          if (last !== undefined) times.push(now - last)
          last = now
          if (now - begin > duration) return resolve(times)
          scroller?.scrollBy(0, pixels)
          requestAnimationFrame(onFrame)
        }
        requestAnimationFrame(onFrame)
      }),
    { pixels: pixelsAFrame, duration: durationMs },
  )
}

/** Each start is a process of its own, timed from its very beginning until its page is drawn. */
async function startLine(data: BenchData): Promise<BenchLine> {
  const folders = { window: data.copy(), empty: data.emptyFolder(), bare: data.emptyFolder() }
  const times = { window: [] as number[], empty: [] as number[], bare: [] as number[] }
  // The first of each is not counted: the browser makes its profile then.
  for (const what of START_KINDS) startOnce(what, folders[what])
  for (let round = 0; round < START_ROUNDS; round += 1)
    for (const what of START_KINDS) times[what].push(startOnce(what, folders[what]))
  const [window, empty, bare] = [samplesOf(times.window), samplesOf(times.empty), samplesOf(times.bare)]
  const ratio = window.median / empty.median
  return {
    ...START,
    measured: `${ratio.toFixed(2)}× (${inWords(window.median)})`,
    reference: `${inWords(empty.median)} empty window`,
    verdict: within(ratio, 1.5),
    note: `p95 ${inWords(window.p95)} and ${inWords(empty.p95)}, headless, Node’s own start included; a bare browser without the shell ${inWords(bare.median)}, ${(window.median / bare.median).toFixed(2)}×`,
  }
}

function startOnce(what: StartKind, folder: string): number {
  const program = new URL('./start-once.ts', import.meta.url).pathname
  return Number(
    execFileSync(process.execPath, [...START_FLAGS, program, what, folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      // As `npm start` does: what Node made of the sources is kept between starts.
      env: { ...process.env, NODE_COMPILE_CACHE: compileCacheFolder(new URL('..', import.meta.url).pathname) },
    }),
  )
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
}
