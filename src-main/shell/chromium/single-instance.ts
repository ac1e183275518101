import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface InstanceLock {
  release(): Promise<void>
}

/**
 * Holds a data folder for one window, before the browser is started: a second browser on the same profile would hand
 * its window to the first and end. The system gives the lock back when this process ends, however it ends. A second
 * start brings the first window to the front.
 *
 * @param onSecondStart is called in the process that holds the lock.
 * @returns null where another process holds it.
 */
export async function lockInstance(dataFolder: string, onSecondStart: () => void): Promise<InstanceLock | null> {
  const address = addressOf(dataFolder)
  for (let attempt = 0; attempt < 2; attempt++) {
    const server = await listen(address, onSecondStart)
    if (server !== null) return { release: () => close(server) }
    if (await knock(address)) return null
    // The one who held it died without taking its socket along.
    await rm(address, { force: true })
  }
  return null
}

/** A name that only this person's processes on this folder share. Linux keeps it out of the file system. */
function addressOf(dataFolder: string): string {
  const account = process.getuid?.() ?? ''
  const name = `token-desk-${createHash('sha256').update(`${account}:${dataFolder}`).digest('hex').slice(0, 24)}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`
  if (process.platform === 'linux') return `\0${name}`
  return join(tmpdir(), `${name}.sock`)
}

function listen(address: string, onSecondStart: () => void): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      // Nothing that is said is listened to: to have come is the message.
      socket.on('error', () => undefined)
      socket.destroy()
      onSecondStart()
    })
    server.once('error', () => resolve(null))
    server.listen(address, () => {
      server.unref()
      resolve(server)
    })
  })
}

/** Whether somebody answers there. */
function knock(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}
