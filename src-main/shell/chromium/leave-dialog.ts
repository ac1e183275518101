import type { Dialog, Page } from 'playwright-core'

/** The browser's own question whether the page may be left, which it asks where something is not saved. */
export interface LeaveDialog {
  /** Takes the question back where it stands: the page stays. A page is at a standstill as long as it is asked. */
  takeBack(): void
}

/**
 * Leaves that question to the person, and asks nothing else: the page has dialogs of its own.
 *
 * @param isWatched whether there is a person who could answer; else the page is left.
 */
export function answerDialogs(page: Pick<Page, 'on'>, { isWatched }: { readonly isWatched: boolean }): LeaveDialog {
  let standing: Dialog | null = null
  page.on('dialog', (dialog) => {
    if (dialog.type() !== 'beforeunload') void dialog.dismiss().catch(() => undefined)
    else if (isWatched) standing = dialog
    else void dialog.accept().catch(() => undefined)
  })
  return {
    takeBack() {
      // Where the person has answered it meanwhile, nothing stands there, and nothing happens.
      void standing?.dismiss().catch(() => undefined)
      standing = null
    },
  }
}
