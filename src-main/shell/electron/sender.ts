import type { IpcMainInvokeEvent, WebContents } from 'electron'

/** Whether a call comes from the main frame of our window at our origin. Read before anything is awaited. */
export function isTrustedSender(
  event: Pick<IpcMainInvokeEvent, 'senderFrame'>,
  contents: Pick<WebContents, 'mainFrame'> | null,
  origin: string,
): boolean {
  const frame = event.senderFrame
  return frame !== null && frame === contents?.mainFrame && frame.parent === null && frame.origin === origin
}
