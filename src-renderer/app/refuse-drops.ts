/**
 * Makes a drop beside the places that take one do nothing: a browser would open the file or the address in place of the
 * page, or in a window of its own. Text may still be dragged into a field.
 */
export function refuseDrops(page: Window): void {
  for (const name of ['dragover', 'drop'] as const)
    page.addEventListener(name, (event) => {
      if (!isEditable(event.target) || !isTextAlone(event.dataTransfer)) event.preventDefault()
    })
}

function isEditable(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
}

/** An address is opened even by a field, where a file comes along with it. */
function isTextAlone(data: DataTransfer | null): boolean {
  return data !== null && !data.types.includes('Files') && !data.types.includes('text/uri-list')
}
