import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withoutSecrets } from '../src-core/json-log.ts'
import { openFileLog } from './log.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const SECRET = `tds_${'Aa1'.repeat(12)}`

function written(folder: string, file = 'token-desk.log'): string {
  return readFileSync(join(folder, 'logs', file), 'utf8')
}

describe('secrets', () => {
  test('never reach the file: not in a message, a fact, an error’s message, stack or cause', () => {
    const folder = temporaryFolder()
    const log = openFileLog(folder)
    log.info(`Issued ${SECRET}.`, { secret: SECRET })
    log.warn('A line\nbreak', { near: `\n${SECRET}\t` })
    log.error(`Failed with ${SECRET}`, new Error(`No ${SECRET}`, { cause: new Error(`Because of ${SECRET}`) }))
    log.close()
    expect(written(folder)).not.toContain(SECRET.slice(4, 12))
    expect(written(folder).match(/\[secret\]/g)?.length).toBeGreaterThanOrEqual(6)
  })

  test('of every kind are taken out wherever they stand', () => {
    const base62 = fc.string({
      unit: fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'),
      minLength: 36,
      maxLength: 36,
    })
    const prefix = fc.constantFrom('tdu_', 'tdt_', 'tdc_', 'tds_', 'tdo_')
    fc.assert(
      fc.property(fc.string(), prefix, base62, fc.string(), (before, kind, random, after) => {
        expect(withoutSecrets(`${before}${kind}${random}${after}`)).not.toContain(kind + random)
      }),
    )
  })

  test('are told from ids and hints, which stay', () => {
    expect(withoutSecrets('TKN-7Q4K-9M2X tdc_7Qx4')).toBe('TKN-7Q4K-9M2X tdc_7Qx4')
  })
})

describe('errors', () => {
  test('are kept with message, stack and cause, once', () => {
    const folder = temporaryFolder()
    const log = openFileLog(folder)
    const error = new TypeError('The reason', { cause: new RangeError('The deeper reason') })
    log.error('It failed.', error)
    log.error('It failed further out.', error)
    log.close()
    const lines = written(folder).trim().split('\n')
    expect(lines).toHaveLength(1)
    const line = JSON.parse(lines[0]!)
    expect(line).toMatchObject({ level: 'error', msg: 'It failed.' })
    expect(line.error).toContain('TypeError: The reason')
    expect(line.error).toContain('log.test.ts')
    expect(line.error).toContain('Caused by: RangeError: The deeper reason')
    expect(line.error.split('TypeError: The reason')).toHaveLength(2)
  })

  test('give away nothing but what every error has', () => {
    const folder = temporaryFolder()
    const log = openFileLog(folder)
    log.error('It failed.', Object.assign(new Error('No.'), { input: 'hunter2hunter2' }))
    log.error('It failed.', { password: 'hunter2hunter2' })
    log.error('It failed.', 'hunter2hunter2')
    log.close()
    expect(written(folder)).not.toContain('hunter2')
  })
})

describe('the file', () => {
  test('is this account’s alone', () => {
    const folder = temporaryFolder()
    openFileLog(folder).close()
    if (process.platform === 'win32') return
    expect(statSync(join(folder, 'logs', 'token-desk.log')).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'logs')).mode & 0o777).toBe(0o700)
  })

  test('has its line before anything else can happen', () => {
    const folder = temporaryFolder()
    const log = openFileLog(folder)
    log.info('Here.', { count: 1 })
    expect(JSON.parse(written(folder))).toMatchObject({ level: 'info', msg: 'Here.', count: 1 })
    log.close()
    log.info('After the end.')
    expect(written(folder)).not.toContain('After the end')
  })

  test('is put aside once it has grown too large, and three older ones are kept', () => {
    const folder = temporaryFolder()
    for (const run of [1, 2, 3, 4, 5, 6]) {
      const log = openFileLog(folder, { largestBytes: 10 })
      log.info(`This is run ${run}.`)
      log.close()
    }
    expect(written(folder)).toContain('run 6')
    expect(written(folder, 'token-desk.log.1')).toContain('run 5')
    expect(written(folder, 'token-desk.log.3')).toContain('run 3')
    expect(existsSync(join(folder, 'logs', 'token-desk.log.4'))).toBe(false)
  })
})
