import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { downloadsFolder, saveAt, saveBeside } from './save-file.ts'

const bytes = Buffer.from('BEGIN:VCALENDAR')
const modeOf = (path: string) => statSync(path).mode & 0o777
const NOT_SAVED = { code: 'CONFLICT', reason: 'file-not-saved' }

describe('a file that is saved under a free name', () => {
  test('never overwrites another, is this account’s alone, and tells where it is', async () => {
    const folder = temporaryFolder()
    const file = { suggestedName: 'expirations.ics', bytes }
    writeFileSync(join(folder, 'expirations.ics'), 'mine')
    expect(await saveBeside(folder, file)).toBe(join(folder, 'expirations (2).ics'))
    expect(await saveBeside(folder, file)).toBe(join(folder, 'expirations (3).ics'))
    expect(readFileSync(join(folder, 'expirations.ics'), 'utf8')).toBe('mine')
    expect(readFileSync(join(folder, 'expirations (3).ics'))).toEqual(bytes)
    expect(modeOf(join(folder, 'expirations (3).ics'))).toBe(0o600)
  })

  test('gets different names even where many are saved at a time', async () => {
    const folder = temporaryFolder()
    const paths = await Promise.all(
      Array.from({ length: 8 }, () => saveBeside(folder, { suggestedName: 'a.ics', bytes })),
    )
    expect(new Set(paths).size).toBe(8)
    expect(readdirSync(folder)).toHaveLength(8)
  })

  test('stays in the folder whatever it is called', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'inner'))
    const path = await saveBeside(join(folder, 'inner'), { suggestedName: '../../outside.ics', bytes })
    expect(path).toBe(join(folder, 'inner', 'outside.ics'))
  })

  test('says why where it cannot be written, and leaves nothing', async () => {
    const folder = temporaryFolder()
    const missing = join(folder, 'missing')
    await expect(saveBeside(missing, { suggestedName: 'a.ics', bytes })).rejects.toMatchObject({
      ...NOT_SAVED,
      message: `The file could not be saved in ${missing}. The folder is not there.`,
    })
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('a file that is saved where a person has chosen', () => {
  test('takes the place of what was there, and is this account’s alone', async () => {
    const path = join(temporaryFolder(), 'chosen.ics')
    writeFileSync(path, 'what was there', { mode: 0o644 })
    expect(await saveAt(path, bytes)).toBe(path)
    expect(readFileSync(path)).toEqual(bytes)
    expect(modeOf(path)).toBe(0o600)
  })

  test('leaves all as it was where it cannot be written', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'chosen.ics'))
    writeFileSync(join(folder, 'chosen.ics', 'inside'), '')
    await expect(saveAt(join(folder, 'chosen.ics'), bytes)).rejects.toMatchObject(NOT_SAVED)
    expect(readdirSync(folder)).toEqual(['chosen.ics'])
  })
})

describe('the folder for downloads', () => {
  test('is the one that the desktop names', async () => {
    const home = temporaryFolder()
    const named = join(home, 'named')
    expect(await downloadsFolder(home, { XDG_DOWNLOAD_DIR: named })).toBe(named)
    mkdirSync(join(home, '.config'))
    writeFileSync(join(home, '.config/user-dirs.dirs'), '# own\nXDG_DOWNLOAD_DIR="$HOME/Téléchargements"\n')
    expect(await downloadsFolder(home, {})).toBe(join(home, 'Téléchargements'))
    expect(statSync(join(home, 'Téléchargements')).isDirectory()).toBe(true)
  })

  test('is made where it is missing, and is the home folder where it cannot be made', async () => {
    const home = temporaryFolder()
    expect(await downloadsFolder(home, { XDG_DOWNLOAD_DIR: 'not/absolute' })).toBe(join(home, 'Downloads'))
    const other = temporaryFolder()
    writeFileSync(join(other, 'Downloads'), 'a file')
    expect(await downloadsFolder(other, {})).toBe(other)
  })
})
