import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { searchFiles, searchProcesses, writtenEveryWay } from './search-files.ts'

const SECRET = 'tdc_0123456789abcdefghijklmnopqrstuvwxyz'

test('the search finds what is planted, however it is written, and nothing that only looks like it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'token-desk-search-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const planted = join(folder, 'planted', 'deep')
  mkdirSync(planted, { recursive: true })
  const ways = writtenEveryWay(SECRET)
  for (const [name, content] of Object.entries(ways)) writeFileSync(join(planted, name), content)
  for (const [name, content] of Object.entries(writtenEveryWay(`${SECRET.slice(0, -1)}Z`)))
    writeFileSync(join(folder, 'planted', name), content)
  const { findings, fileCount } = await searchFiles([join(folder, 'planted')], { secret: SECRET })
  expect(fileCount).toBe(2 * Object.keys(ways).length)
  const found = new Set(findings.map(({ file }) => file))
  expect([...found].sort()).toEqual(
    Object.keys(ways)
      .map((name) => join(planted, name))
      .sort(),
  )
})

test.runIf(process.platform === 'linux')('the search finds what a process was started with', async () => {
  const child = spawn('sleep', ['60'], { env: { ...process.env, PLANTED: SECRET } })
  try {
    await once(child, 'spawn')
    const { findings } = await searchProcesses({ secret: SECRET })
    expect(findings).toEqual([{ file: `/proc/${child.pid}/environ`, what: 'secret', encoding: 'plain' }])
  } finally {
    child.kill()
  }
})
