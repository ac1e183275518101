import type { ElectronClipboardOptions } from '../electron-clipboard.ts'

/** The clipboard of an operating system as Electron shows it: formats by their names, and another program's hand on it. */
export interface FakeSystemClipboard {
  readonly system: ElectronClipboardOptions['clipboard']
  readonly ClipboardItem: ElectronClipboardOptions['ClipboardItem']
  /** What lies on it now, each format's bytes in hexadecimal. */
  content(): Promise<Record<string, string>>
  /** Every call in its order. */
  readonly calls: readonly string[]
  copyElsewhere(text: string): void
  /** Another program holds it: the next calls resolve and change nothing. */
  hold(count: number): void
}

export function fakeSystemClipboard(): FakeSystemClipboard {
  type Items = Record<string, string | Blob>
  let content: Items = {}
  let held = 0
  const calls: string[] = []
  const isHeld = (): boolean => {
    if (held === 0) return false
    held -= 1
    return true
  }
  class FakeClipboardItem {
    readonly items: Items
    readonly types: string[]
    constructor(items: Items) {
      this.items = items
      this.types = Object.keys(items)
    }
  }
  const system = {
    async write([item]: readonly FakeClipboardItem[]) {
      calls.push('write')
      if (!isHeld() && item !== undefined) content = item.items
    },
    async has(type: string) {
      calls.push('has')
      return type in content
    },
    clear() {
      calls.push('clear')
      if (!isHeld()) content = {}
    },
  }
  return {
    system: system as unknown as ElectronClipboardOptions['clipboard'],
    ClipboardItem: FakeClipboardItem as unknown as ElectronClipboardOptions['ClipboardItem'],
    calls,
    async content() {
      const formats = Object.entries(content).map(async ([type, value]) => [
        type,
        Buffer.from(await new Blob([value]).arrayBuffer()).toString('hex'),
      ])
      return Object.fromEntries(await Promise.all(formats))
    },
    copyElsewhere(text) {
      content = { 'text/plain': text }
    },
    hold(count) {
      held = count
    },
  }
}
