import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { FromDesktop, ToDesktop } from './desktop-wire.ts'
import type { Disk } from './disk.ts'
import { type Answer, endOf, environmentOf, Refused, type Subject } from './subject.ts'

/** The desk of the desktop, over a store in SQLite. */
export function desktopSubject({ disk, clockFile }: { readonly disk: Disk; readonly clockFile: string }): Subject {
  let child: ChildProcess | undefined
  let words = ''
  let lastId = 0
  const waiting = new Map<number, (answer: Answer) => void>()

  async function start(): Promise<void> {
    words = ''
    const started = fork(fileURLToPath(new URL('./process/desktop.ts', import.meta.url)), [disk.folder], {
      env: environmentOf(clockFile),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Secrets are bytes, and stay so.
      serialization: 'advanced',
    })
    child = started
    started.stderr?.on('data', (piece) => {
      words += piece
    })
    // What was asked and not answered by then never is.
    started.once('exit', () => {
      for (const answer of waiting.values()) answer({ answered: false })
      waiting.clear()
    })
    const first = await new Promise<FromDesktop>((resolve, reject) => {
      started.once('message', resolve)
      started.once('exit', () => reject(new Error(`The desk ended before it was open: ${words}`)))
    })
    if ('refused' in first) {
      await once(started, 'exit')
      throw new Refused(first.refused)
    }
    started.on('message', (message: FromDesktop) => {
      if (!('id' in message)) return
      waiting.get(message.id)?.({ answered: true, reply: message.reply })
      waiting.delete(message.id)
    })
  }

  const send = (message: ToDesktop): boolean => child?.connected === true && child.send(message, () => {}) !== undefined

  return {
    name: 'desktop, SQLite',
    place: { folder: disk.folder },
    disk,
    pid: () => child?.pid ?? 0,
    start,
    kill: () => endOf(child, 'SIGKILL'),
    end: () => void child?.kill('SIGKILL'),
    async stop() {
      if (child === undefined || !child.connected) return
      const exited = once(child, 'exit')
      send('close')
      await exited
    },
    ask(request) {
      lastId += 1
      const id = lastId
      return new Promise((resolve) => {
        waiting.set(id, resolve)
        if (send({ id, request })) return
        waiting.delete(id)
        resolve({ answered: false })
      })
    },
    words: () => words,
  }
}
