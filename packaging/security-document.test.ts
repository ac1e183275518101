import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const projectFolder = new URL('..', import.meta.url)

test('each claim of SECURITY.md names what tests it, and that is there', () => {
  const rows = readFileSync(fileURLToPath(new URL('SECURITY.md', projectFolder)), 'utf8')
    .split('\n')
    .filter((line) => /^\| (?!claim|-)/.test(line))
  expect(rows.length).toBeGreaterThan(15)
  for (const row of rows) {
    const files = [...row.matchAll(/`((?:e2e|faults|packaging|src-)[^`]*\.ts)`/g)].map(([, file]) => file ?? '')
    expect([row, files.length > 0, files.filter((file) => !existsSync(new URL(file, projectFolder)))]).toEqual([
      row,
      true,
      [],
    ])
  }
})
