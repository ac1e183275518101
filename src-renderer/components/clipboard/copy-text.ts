/**
 * Puts a text that is no secret on the clipboard, during a press of a key or button. False where the system refused.
 *
 * `navigator.clipboard` asks for a permission, and the page is given none. Secrets never come this way: they are copied
 * by main, which clears them again.
 */
export function copyText(text: string): boolean {
  const put = (event: ClipboardEvent) => {
    event.preventDefault()
    event.stopImmediatePropagation()
    event.clipboardData?.setData('text/plain', text)
  }
  document.addEventListener('copy', put, { capture: true })
  try {
    return document.execCommand('copy')
  } finally {
    document.removeEventListener('copy', put, { capture: true })
  }
}
