import { useEffect, useEffectEvent } from 'react'

/**
 * Runs `action` when the key is pressed alone, outside fields and dialogs: `n` for new, `/` to search.
 * Null turns it off.
 */
export function useShortcut(key: string, action: (() => void) | null): void {
  const run = useEffectEvent((event: KeyboardEvent) => {
    if (action === null || event.key !== key || event.defaultPrevented) return
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    if (isSomethingOpen()) return
    event.preventDefault()
    action()
  })
  useKeyDown(run)
}

/** Runs `action` when the key is pressed with Ctrl, or with Cmd on a Mac, in fields too, but not over a dialog. */
export function useChord(key: string, action: () => void): void {
  const run = useEffectEvent((event: KeyboardEvent) => {
    const held = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey
    if (!held || event.altKey || event.shiftKey || event.key.toLowerCase() !== key || isSomethingOpen()) return
    event.preventDefault()
    action()
  })
  useKeyDown(run)
}

/** Whether the keys of this machine are those of a Mac. */
export const isMac = typeof navigator !== 'undefined' && /^Mac/.test(navigator.platform)

function useKeyDown(run: (event: KeyboardEvent) => void): void {
  const hear = useEffectEvent(run)
  useEffect(() => {
    const listener = (event: KeyboardEvent) => hear(event)
    document.addEventListener('keydown', listener)
    return () => document.removeEventListener('keydown', listener)
  }, [])
}

function isSomethingOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null
}

/** What a letter means something to: a select goes to the choice that begins with it. */
const TYPED_INTO =
  'input:not([type="checkbox"], [type="radio"], [type="button"], [type="file"]), textarea, select, [contenteditable="true"]'

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest(TYPED_INTO) !== null
}
