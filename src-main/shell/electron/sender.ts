import type { IpcMainInvokeEvent, WebContents } from 'electron'

/** What is looked at of the frame that calls. */
export type CallingFrame = Pick<NonNullable<IpcMainInvokeEvent['senderFrame']>, 'origin' | 'parent'>

/**
 * Whether a call comes from the main frame of our window at our origin. To be asked before anything is awaited: a
 * frame that has navigated or ended since is null.
 *
 * @param origin as the engine serialises it, `app://bundle`. Never `URL.origin`, which is `null` for our scheme in Node.
 */
export function isTrustedSender(
  { senderFrame }: { readonly senderFrame: CallingFrame | null },
  contents: { readonly mainFrame: CallingFrame; isDestroyed: WebContents['isDestroyed'] } | null,
  origin: string,
): boolean {
  if (senderFrame === null || contents === null || contents.isDestroyed()) return false
  return senderFrame === contents.mainFrame && senderFrame.parent === null && senderFrame.origin === origin
}
