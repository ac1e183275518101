import { useEffect, useEffectEvent } from 'react'

/**
 * Runs `action` when the key is pressed alone, outside fields and dialogs: `n` for new, `/` to search.
 * Null turns it off.
 */
export function useShortcut(key: string, action: (() => void) | null): void {
  const run = useEffectEvent((event: KeyboardEvent) => {
    if (action === null || event.key !== key || event.defaultPrevented) return
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null) return
    event.preventDefault()
    action()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => run(event)
    document.addEventListener('keydown', listener)
    return () => document.removeEventListener('keydown', listener)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable="true"]') !== null
}
