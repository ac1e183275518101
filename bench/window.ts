import { existsSync } from 'node:fs'
import { chromium, type Page } from 'playwright-core'
import { setUpShell } from '../src-main/shell/setup/set-up-shell.ts'
import type { BenchData } from './data.ts'
import { interleaved, inWords, samplesOf } from './samples.ts'
import { type BenchLine, skipped, within } from './table.ts'

const FRAME = { what: 'a frame while scrolling all tokens', budget: 'p95 ≤ 16.7 ms' }
const START = { what: 'start to usable window over an empty window', budget: '≤ 1.5×' }
const FRAME_BUDGET_MS = 16.7
/** Screens draw at 60 Hz, and their clock is a little off: a frame that came in time may measure this much longer. */
const FRAME_JITTER_MS = 0.2
const SCROLL_MS = 10_000
const START_ROUNDS = 7

/** The window, in whichever shell can be had here: frames while scrolling, and how long it takes to start. */
export async function windowLines(data: BenchData): Promise<BenchLine[]> {
  const launcher = new URL('../e2e/launch.ts', import.meta.url)
  if (!existsSync(launcher)) return bothSkipped('e2e/launch.ts is not there yet')
  const { launch } = (await import(launcher.href)) as { launch: Launch }
  try {
    // Whatever has to be built or found is built and found here, not while the time is taken.
    const first = await launch({ dataDir: data.copy(), headless: true })
    await first.close()
  } catch (error) {
    return bothSkipped(`no window can be had here: ${firstLine(error)}`)
  }
  return [await frameLine(data, launch), await startLine(data, launch)]
}

/** As `e2e/launch.ts` exports it. */
type Launch = (options: { dataDir?: string; headless?: boolean }) => Promise<{
  readonly page: Page
  readonly shell: string
  close(): Promise<void>
}>

async function frameLine(data: BenchData, launch: Launch): Promise<BenchLine> {
  const { page, shell, close } = await launch({ dataDir: data.copy(), headless: true })
  try {
    await page.getByLabel('Username').fill(data.username)
    await page.getByLabel('Password', { exact: true }).fill(data.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
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

async function startLine(data: BenchData, launch: Launch): Promise<BenchLine> {
  const folder = data.copy()
  const found = await setUpShell({ projectFolder: new URL('..', import.meta.url).pathname, say: () => {} })
  if (found.name !== 'chromium')
    return skipped(START.what, START.budget, 'an empty window of Electron is not measured yet')
  const isRoot = process.getuid?.() === 0
  const measured = await interleaved(
    {
      empty: async () => {
        const context = await chromium.launchPersistentContext(data.emptyFolder(), {
          executablePath: found.executablePath,
          headless: true,
          chromiumSandbox: !isRoot,
        })
        await context.pages()[0]?.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
        return () => context.close()
      },
      window: async () => {
        const { page, close } = await launch({ dataDir: folder, headless: true })
        await page.getByRole('button', { name: 'Sign in' }).waitFor()
        return close
      },
    },
    { rounds: START_ROUNDS, warmUp: 1 },
  )
  const ratio = measured.window.median / measured.empty.median
  return {
    ...START,
    measured: `${ratio.toFixed(2)}× (${inWords(measured.window.median)})`,
    reference: `${inWords(measured.empty.median)} empty window`,
    verdict: within(ratio, 1.5),
    note: `p95 ${inWords(measured.window.p95)} and ${inWords(measured.empty.p95)}, headless`,
  }
}

function bothSkipped(reason: string): BenchLine[] {
  return [FRAME, START].map(({ what, budget }) => skipped(what, budget, reason))
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
}
