import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { manualTime } from '../../testing/manual-time.ts'
import { processIdIn, processRuns } from '../../testing/process-state.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { processTimers } from '../../timers.ts'
import { type SystemClipboard, systemClipboard } from './system-clipboard.ts'

const secret = Buffer.from('tdc_000000000000000000000000000000000000')
const digest = createHash('sha256').update(secret).digest()
const LONGEST_STEP_MS = 20_000

test('without a display every step that waits says so, and nothing is started', async () => {
  const clipboard = systemClipboard({ environment: {}, platform: 'linux' })
  clipboard.start()
  const unavailable = { code: 'CLIPBOARD_UNAVAILABLE', message: 'There is no display, and so no clipboard to copy to.' }
  await expect(clipboard.writeSecret(secret)).rejects.toMatchObject(unavailable)
  await expect(clipboard.holdsSecret(digest)).rejects.toMatchObject(unavailable)
  await expect(clipboard.clear()).rejects.toMatchObject(unavailable)
  clipboard.clearSynchronously()
})

// The program that reaches the clipboard is found by the given PATH, so here it is one that keeps its text in a file.
describe.skipIf(process.platform !== 'linux')('with a program in place of the display’s', () => {
  const keeps = 'if [ "$2" = --input ]; then cat > "$FOLDER/text"; else cat "$FOLDER/text"; fi'

  test('what is written is there, is known by its digest, and is gone once cleared', async () => {
    const { clipboard, text } = desktop(keeps)
    await clipboard.writeSecret(secret)
    expect(text()).toBe(secret.toString())
    expect(await clipboard.holdsSecret(digest)).toBe(true)
    await clipboard.clear()
    expect(text()).toBe('')
    expect(await clipboard.holdsSecret(digest)).toBe(false)
  })

  test('somebody else’s text is not taken for the secret', async () => {
    const { clipboard, copyElsewhere } = desktop(keeps)
    await clipboard.writeSecret(secret)
    copyElsewhere(`${secret}\n`)
    expect(await clipboard.holdsSecret(digest)).toBe(false)
    // Whoever held the secret has been replaced, which nobody notices.
    await clipboard.writeSecret(secret)
    expect(await clipboard.holdsSecret(digest)).toBe(true)
  })

  test('a clipboard that takes nothing is not believed', async () => {
    const { clipboard } = desktop('if [ "$2" = --input ]; then cat > /dev/null; fi')
    await expect(clipboard.writeSecret(secret)).rejects.toMatchObject({
      code: 'CLIPBOARD_UNAVAILABLE',
      message: 'The clipboard did not take the token.',
    })
  })

  test('a clipboard that takes its text a moment later is waited for', async () => {
    const slowly =
      'if [ "$2" = --input ]; then T=$(cat); (sleep 0.2; printf %s "$T" > "$FOLDER/text") >/dev/null 2>&1 &'
    const { clipboard, text } = desktop(`${slowly}\nelse cat "$FOLDER/text"; fi`)
    await clipboard.writeSecret(secret)
    expect(text()).toBe(secret.toString())
  })

  test('a program that hangs is ended in time with all it started, and the next copy works', async () => {
    const hangs = 'if [ -e "$FOLDER/hang" ]; then echo $$ > "$FOLDER/pid"; exec sleep 600; fi'
    const time = manualTime()
    const { clipboard, folder } = desktop(`${hangs}\n${keeps}`, { timers: time.timers })
    await clipboard.writeSecret(secret)
    writeFileSync(join(folder, 'hang'), '')
    const refused = expect(clipboard.holdsSecret(digest)).rejects.toMatchObject({ code: 'CLIPBOARD_UNAVAILABLE' })
    const hung = await processIdIn(join(folder, 'pid'))
    await time.advance(LONGEST_STEP_MS)
    await refused
    await vi.waitFor(() => expect(processRuns(hung)).toBe(false), { timeout: 5_000 })
    rmSync(join(folder, 'hang'))
    await clipboard.writeSecret(secret)
  })

  test('a helper that is killed is replaced', async () => {
    const { clipboard, folder } = desktop(`echo $PPID > "$FOLDER/helper"\n${keeps}`)
    await clipboard.writeSecret(secret)
    const first = Number(readFileSync(join(folder, 'helper'), 'utf8'))
    process.kill(first, 'SIGKILL')
    await vi.waitFor(() => expect(processRuns(first)).toBe(false), { timeout: 5_000 })
    expect(await clipboard.holdsSecret(digest)).toBe(true)
    expect(Number(readFileSync(join(folder, 'helper'), 'utf8'))).not.toBe(first)
  })

  test('the helper a secret went through ends once the secret is off the clipboard, and the last one with the shell', async () => {
    const { clipboard, folder } = desktop(`echo $PPID > "$FOLDER/helper"\n${keeps}`)
    const helper = () => Number(readFileSync(join(folder, 'helper'), 'utf8'))
    await clipboard.writeSecret(secret)
    const used = helper()
    await clipboard.clear()
    expect(await clipboard.holdsSecret(digest)).toBe(false)
    await vi.waitFor(() => expect(processRuns(used)).toBe(false), { timeout: 5_000 })
    await clipboard.clear()
    const last = helper()
    expect(last).not.toBe(used)
    clipboard.end()
    await vi.waitFor(() => expect(processRuns(last)).toBe(false), { timeout: 5_000 })
  })

  test('clearing without waiting clears, even while a copy is on its way', async () => {
    const { clipboard, text } = desktop(keeps)
    await clipboard.writeSecret(secret)
    clipboard.clearSynchronously()
    expect(text()).toBe('')
    const late = clipboard.writeSecret(secret)
    clipboard.clearSynchronously()
    await expect(late).rejects.toMatchObject({ code: 'CLIPBOARD_UNAVAILABLE' })
    expect(text()).toBe('')
  })

  test('the given environment alone reaches the program', async () => {
    const { clipboard, folder } = desktop(`env > "$FOLDER/environment"\n${keeps}`)
    vi.stubEnv('DISPLAY', ':4242')
    vi.stubEnv('TOKEN_DESK_CANARY', 'seen')
    onTestFinished(() => void vi.unstubAllEnvs())
    await clipboard.clear()
    const seen = readFileSync(join(folder, 'environment'), 'utf8')
    expect(seen).toContain('DISPLAY=:77')
    expect(seen).not.toContain('TOKEN_DESK_CANARY')
  })

  interface Desktop {
    readonly clipboard: SystemClipboard
    readonly folder: string
    text(): string
    copyElsewhere(text: string): void
  }

  /** @param program what the clipboard's program does, in the shell's words. */
  function desktop(program: string, { timers = processTimers } = {}): Desktop {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'xsel'), `#!/bin/sh\n${program}\n`, { mode: 0o755 })
    writeFileSync(join(folder, 'text'), '')
    const environment = { PATH: `${folder}:/usr/bin:/bin`, FOLDER: folder, DISPLAY: ':77' }
    const clipboard = systemClipboard({ environment, platform: 'linux', timeoutMs: LONGEST_STEP_MS, timers })
    onTestFinished(() => clipboard.end())
    return {
      clipboard,
      folder,
      text: () => readFileSync(join(folder, 'text'), 'utf8'),
      copyElsewhere: (text) => writeFileSync(join(folder, 'text'), text),
    }
  }
})
