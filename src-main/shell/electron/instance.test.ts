import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { claimDataFolder } from './instance.ts'

test('the engine’s files lie in the data folder, for this account only, before the lock is asked for', () => {
  const dataFolder = temporaryFolder()
  const own = join(dataFolder, 'electron')
  const happened: string[] = []
  const app = {
    setPath: (name: string, path: string) => void happened.push(`${name} ${path}`),
    requestSingleInstanceLock: () => happened.push('lock') > 0,
  }
  expect(claimDataFolder(app, dataFolder)).toBe(true)
  expect(happened).toEqual([`userData ${own}`, `sessionData ${own}`, 'lock'])
  if (process.platform !== 'win32') expect(statSync(own).mode & 0o777).toBe(0o700)
})

test('a folder that another process holds is not had', () => {
  const app = { setPath() {}, requestSingleInstanceLock: () => false }
  expect(claimDataFolder(app, temporaryFolder())).toBe(false)
})
