import type { Page } from 'playwright-core'

/**
 * A snapshot of everything that the page's scripts hold in memory, as text to be searched. Garbage is collected
 * before it is taken.
 */
export async function heapSnapshot(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page)
  const pieces: string[] = []
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => pieces.push(chunk))
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  await session.detach()
  return pieces.join('')
}
