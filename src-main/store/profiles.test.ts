import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LOCAL_STORE } from '../../src-shared/contract/stores.ts'
import { memoryLog } from '../testing/memory-log.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { profilesIn } from './profiles.ts'

const PRAGUE = {
  name: 'Prague',
  colour: 'green',
  address: 'https://desk.example:8443',
  trust: { by: 'system' },
} as const

test('DC-3 · stores, their looks and the last choice are there at the next start, for this account alone', () => {
  const folder = temporaryFolder()
  const first = profilesIn(folder, memoryLog())
  expect(first.list()).toEqual([{ id: LOCAL_STORE, kind: 'local', name: null, colour: 'grey', address: null }])
  const { id } = first.add(PRAGUE)
  first.choose(id)
  first.change(id, { name: 'Brno', colour: 'red' })
  first.change(LOCAL_STORE, { name: 'Laptop', colour: 'amber' })

  const next = profilesIn(folder, memoryLog())
  expect(next.currentId()).toBe(id)
  expect(next.list()).toEqual([
    { id: LOCAL_STORE, kind: 'local', name: 'Laptop', colour: 'amber', address: null },
    { id, kind: 'remote', name: 'Brno', colour: 'red', address: PRAGUE.address },
  ])
  if (process.platform !== 'win32') expect(statSync(join(folder, 'stores.json')).mode & 0o777).toBe(0o600)
})

test('the same address takes the place of the earlier one, and no two stores have one name', () => {
  const profiles = profilesIn(temporaryFolder(), memoryLog())
  const { id } = profiles.add(PRAGUE)
  const trust = { by: 'fingerprint', fingerprint: Array(32).fill('AB').join(':') } as const
  expect(profiles.add({ ...PRAGUE, trust }).id).toBe(id)
  expect(profiles.remote(id)?.trust).toEqual(trust)
  const taken = expect.objectContaining({
    code: 'INVALID_INPUT',
    fields: { name: expect.objectContaining({ rule: 'taken' }) },
  })
  expect(() => profiles.add({ ...PRAGUE, name: ' prague', address: 'https://other.example' })).toThrow(taken)
  expect(() => profiles.change(LOCAL_STORE, { name: 'PRAGUE', colour: 'red' })).toThrow(taken)
})

test('a store that was removed is not chosen any more, and cannot be', () => {
  const profiles = profilesIn(temporaryFolder(), memoryLog())
  const { id } = profiles.add(PRAGUE)
  profiles.choose(id)
  profiles.remove(id)
  expect(profiles.currentId()).toBe(LOCAL_STORE)
  expect(() => profiles.choose(id)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
})

test('a file that says something else is passed over', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'stores.json'), '{"version":2}')
  const log = memoryLog()
  expect(profilesIn(folder, log).currentId()).toBe(LOCAL_STORE)
  expect(log.lines.join()).toContain('stores.json')
  expect(readFileSync(join(folder, 'stores.json'), 'utf8')).toBe('{"version":2}')
})
