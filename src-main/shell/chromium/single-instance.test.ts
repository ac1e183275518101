import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { lockInstance } from './single-instance.ts'

const program = fileURLToPath(new URL('./testing/hold-lock.ts', import.meta.url))

test('a second process on the same folder is refused, and the first is told', async () => {
  const folder = temporaryFolder()
  const first = holder(folder)
  await first.said('holding')
  expect(await lockInstance(folder, () => {})).toBe(null)
  await first.said('asked')

  const third = holder(folder)
  await third.said('refused')
  await first.said('asked\nasked')
})

test('the lock goes when its holder is killed', async () => {
  const folder = temporaryFolder()
  const first = holder(folder)
  await first.said('holding')
  first.process.kill('SIGKILL')
  await new Promise((resolve) => first.process.once('exit', resolve))
  const lock = await lockInstance(folder, () => {})
  expect(lock).not.toBe(null)
  await lock?.release()
})

test('the lock goes when it is given back, and different folders do not mind each other', async () => {
  const [one, other] = [temporaryFolder(), temporaryFolder()]
  const lock = await lockInstance(one, () => {})
  const another = await lockInstance(other, () => {})
  expect(another).not.toBe(null)
  expect(await lockInstance(one, () => {})).toBe(null)
  await lock?.release()
  const again = await lockInstance(one, () => {})
  expect(again).not.toBe(null)
  await again?.release()
  await another?.release()
})

interface Holder {
  readonly process: ChildProcess
  /** Waits until it has said so. */
  said(words: string): Promise<void>
}

function holder(folder: string): Holder {
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let text = ''
  child.stdout.on('data', (piece: Buffer) => {
    text += piece.toString('utf8')
  })
  return {
    process: child,
    said: (words) => vi.waitFor(() => expect(text).toContain(words), { timeout: 10_000 }),
  }
}
