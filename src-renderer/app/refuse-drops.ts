/**
 * Makes a drop beside the places that take one do nothing: a browser would open the file or the address in place of the
 * page, or in a window of its own. Text may still be dragged into a field.
 */
export function refuseDrops(page: Window): void {
  for (const name of ['dragover', 'drop'] as const)
    page.addEventListener(name, (event) => {
      const isTextForField = isEditable(event.target) && event.dataTransfer?.types.includes('Files') !== true
      if (!isTextForField) event.preventDefault()
    })
}

function isEditable(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
}
