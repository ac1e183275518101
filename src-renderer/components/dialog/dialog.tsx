import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, type RefObject, useLayoutEffect, useRef } from 'react'
import { classes } from '../classes.ts'
import styles from './dialog.module.css'

export interface DialogProps {
  readonly title: string
  /** For dialogs whose first field says what they are: the title is there for screen readers only. */
  readonly titleHidden?: boolean
  /** One or two sentences under the title. */
  readonly description?: ReactNode
  /** Asked by Escape and by every Close or Cancel. A dialog with unsaved work may refuse by not closing. */
  onClose(): void
  /** While a change is under way: the dialog stays, because its outcome is told, or revealed, in it. */
  readonly busy?: boolean
  readonly size?: 'small' | 'medium' | 'large' | 'palette'
  /** An alert interrupts: a destructive question, an unread secret. */
  readonly role?: 'dialog' | 'alertdialog'
  /** What has the focus first. Without it: the first field or button. */
  readonly initialFocus?: RefObject<HTMLElement | null>
  /** Where the focus goes afterwards. Without it: where it was. */
  readonly returnFocus?: RefObject<HTMLElement | null>
  readonly children: ReactNode
}

/**
 * A modal dialog, open for as long as it is rendered. Inside come an error if any, DialogBody, and DialogFooter with
 * the safe or secondary button first and the primary one last.
 *
 * The overlay is our own element: Radix's injects styles at run time, which the content security policy forbids.
 */
export function Dialog({
  title,
  titleHidden = false,
  description,
  onClose,
  busy = false,
  size = 'medium',
  role = 'dialog',
  initialFocus,
  returnFocus,
  children,
}: DialogProps) {
  const cameFrom = useRef<HTMLElement | null>(null)
  useLayoutEffect(() => {
    cameFrom.current ??= focusedBefore()
  }, [])
  return (
    <Radix.Root open onOpenChange={(open) => !open && !busy && onClose()}>
      <Radix.Portal>
        <div className={styles.overlay}>
          <Radix.Content
            role={role}
            aria-modal
            className={classes(styles.dialog, size !== 'medium' && styles[size])}
            {...(description === undefined ? { 'aria-describedby': undefined } : {})}
            // A press beside the dialog must not throw away what was typed, or a secret that was not copied yet.
            onInteractOutside={(event) => event.preventDefault()}
            onOpenAutoFocus={(event) => {
              const first = initialFocus?.current
              if (first === null || first === undefined) return
              event.preventDefault()
              first.focus()
              if (first instanceof HTMLInputElement) first.select()
            }}
            onCloseAutoFocus={(event) => {
              event.preventDefault()
              giveFocusBack(returnFocus?.current ?? cameFrom.current)
            }}
          >
            <div className={titleHidden ? styles.hidden : styles.header}>
              <Radix.Title asChild>
                <h2>{title}</h2>
              </Radix.Title>
              {description === undefined ? null : (
                <Radix.Description className={styles.description} asChild>
                  <div>{description}</div>
                </Radix.Description>
              )}
            </div>
            {children}
          </Radix.Content>
        </div>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** What had the focus when the dialog opened; for a menu item, which is gone afterwards, the menu's button. */
function focusedBefore(): HTMLElement | null {
  const active = document.activeElement
  // Where a dialog took the place of another, what had the focus in the first one is gone.
  if (!(active instanceof HTMLElement) || active === document.body) return null
  const button = active.closest('[role="menu"]')?.getAttribute('aria-labelledby')
  return button === null || button === undefined ? active : document.getElementById(button)
}

/** Where the element is gone (its row was deleted), the content takes the focus, never the page's start. */
function giveFocusBack(element: HTMLElement | null): void {
  // Another dialog may have taken over: then the focus is where it belongs.
  if (document.querySelector('[role="dialog"]:focus-within, [role="alertdialog"]:focus-within') !== null) return
  const target = element?.isConnected === true ? element : document.querySelector<HTMLElement>('main')
  target?.focus()
}

export function DialogBody({ children }: { readonly children: ReactNode }) {
  return <div className={styles.body}>{children}</div>
}

export function DialogFooter({ children }: { readonly children: ReactNode }) {
  return <div className={styles.footer}>{children}</div>
}
