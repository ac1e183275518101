import type { Locator, Page } from 'playwright-core'

/** Drops a file of this machine on a place, by the browser's own input, as a mouse would. */
export async function dropFile(page: Page, place: Locator, path: string): Promise<void> {
  const box = await place.boundingBox()
  if (box === null) throw new Error('There is no place to drop a file on.')
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: box.x + 5, y: box.y + 5, data })
  await session.detach()
}
