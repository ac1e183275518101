import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../src-main/testing/temporary-folder.ts'
import { readSettings, SETTINGS, type SettingSources, unknownVariables } from './settings.ts'

const OWN = { 'tls-self-signed': true }

function read(sources: Partial<SettingSources> = {}) {
  return readSettings({ flags: OWN, environment: {}, file: undefined, workingFolder: '/work', ...sources })
}

/** Settings in a file of their own, which the flags do not contradict. */
function readFile(text: string, sources: Partial<SettingSources> = {}) {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'service.yaml'), text)
  return read({ file: 'service.yaml', workingFolder: folder, ...sources })
}

const refused = (words: RegExp | string) =>
  expect.objectContaining({
    code: 'INVALID_INPUT',
    reason: 'configuration',
    message: expect.stringMatching(words),
  })

describe('where a setting comes from', () => {
  test('a flag counts more than the environment, the environment more than the file', () => {
    const file = 'listen: 127.0.0.1:1001\ntls-name: [from.file]\nmetrics-from: 10.0.0.1\n'.replace(
      '10.0.0.1',
      '[10.0.0.1]',
    )
    const environment = { TOKEN_DESK_LISTEN: '127.0.0.1:1002', TOKEN_DESK_TLS_NAME: 'one.example, two.example' }
    const flags = { ...OWN, listen: '127.0.0.1:1003' }
    expect(readFile(file)).toMatchObject({ listen: { port: 1001 }, 'tls-name': ['from.file'] })
    expect(readFile(file, { environment })).toMatchObject({
      listen: { port: 1002 },
      'tls-name': ['one.example', 'two.example'],
      'metrics-from': ['10.0.0.1'],
    })
    expect(readFile(file, { environment, flags })).toMatchObject({ listen: { port: 1003 } })
  })

  test('each setting can stand in each of the three', () => {
    const values: Record<string, unknown> = {
      database: 'sqlite:/data',
      listen: '[::1]:9',
      'tls-cert': '/c.pem',
      'tls-key': '/k.pem',
      'trust-proxy': ['10.0.0.0/8', '::1'],
      'plain-http-behind-proxy': true,
      'metrics-from': ['10.0.0.1'],
      'checkpoint-key': '/checkpoints.key',
      'backup-folder': '/backups',
      'backup-passphrase-file': '/passphrase',
      'backup-every-hours': 12,
      'backup-keep': 7,
      issuer: 'https://desk.example.com',
    }
    const environment = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        `TOKEN_DESK_${name.toUpperCase().replaceAll('-', '_')}`,
        [value].flat().join(','),
      ]),
    )
    const expected = {
      ...values,
      'tls-self-signed': false,
      'tls-name': [],
      database: { kind: 'sqlite', folder: '/data' },
      listen: { host: '::1', port: 9 },
    }
    expect(read({ flags: values })).toEqual(expected)
    expect(read({ flags: {}, environment })).toEqual(expected)
    expect(readFile(JSON.stringify(values), { flags: {} })).toEqual(expected)
    expect(Object.keys(SETTINGS).sort()).toEqual(Object.keys(expected).sort())
  })

  test('paths count from where they are written', () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'etc'))
    writeFileSync(join(folder, 'etc/service.yaml'), 'tls-cert: cert.pem\ntls-key: ../key.pem\ndatabase: sqlite:data\n')
    const flags = { 'tls-cert': 'other.pem' }
    expect(read({ flags, file: 'etc/service.yaml', workingFolder: folder })).toMatchObject({
      'tls-cert': join(folder, 'other.pem'),
      'tls-key': join(folder, 'key.pem'),
      database: { kind: 'sqlite', folder: join(folder, 'etc/data') },
    })
  })

  test('the database is a folder, the file in it, or a PostgreSQL, which is handed on', () => {
    const database = (text: string) => read({ flags: { ...OWN, database: text } }).database
    expect(database('sqlite:/data')).toEqual({ kind: 'sqlite', folder: '/data' })
    expect(database('sqlite:///data/token-desk.sqlite')).toEqual({ kind: 'sqlite', folder: '/data' })
    expect(database('sqlite:here')).toEqual({ kind: 'sqlite', folder: '/work/here' })
    expect(database('postgres://desk@db.example/desk')).toEqual({
      kind: 'postgres',
      url: 'postgres://desk@db.example/desk',
    })
  })
})

describe('what is wrong is named where it stands', () => {
  test.each([
    ['listen: 127.0.0.1:1\n\ntls-cret: x\n', /service\.yaml, line 3: tls-cret: there is no such setting/],
    ['# a remark\nlisten: 8443\n', /line 2: listen: This cannot stand here/],
    ['listen: 127.0.0.1\n', /line 1: listen: Give an address and a port/],
    ['listen: 127.0.0.1:70000\n', /line 1: listen: Give an address/],
    ['\nplain-http-behind-proxy: "yes"\n', /line 2: plain-http-behind-proxy: This cannot stand here/],
    ['trust-proxy:\n  - 10.0.0.0/8\n  - 10.0.0.0/64\n', /line 1: trust-proxy: Give an address or a range/],
    ['trust-proxy: everybody\n', /line 1: trust-proxy/],
    ['database: mysql://x\n', /line 1: database: Give sqlite/],
    ['listen:\n', /line 1: listen: /],
    ['a: 1\nlisten: [\n', /line 3: /],
    ['listen: a:1\nlisten: b:2\n', /line 2: Map keys must be unique/],
    ['just words\n', /line 1: Give settings as name: value/],
  ])('in the file %j', (text, words) => {
    expect(() => readFile(text)).toThrow(refused(words))
  })

  test('in the environment and among the flags', () => {
    expect(() => read({ environment: { TOKEN_DESK_LISTEN: 'here' } })).toThrow(
      refused(/^TOKEN_DESK_LISTEN: Give an address/),
    )
    expect(() => read({ environment: { TOKEN_DESK_PLAIN_HTTP_BEHIND_PROXY: '1' } })).toThrow(
      refused(/^TOKEN_DESK_PLAIN_HTTP_BEHIND_PROXY: /),
    )
    expect(() => read({ flags: { ...OWN, listen: 'here' } })).toThrow(refused(/^--listen: Give an address/))
  })

  test('a file that cannot be read is named, and an empty one says nothing', () => {
    expect(() => read({ file: 'missing.yaml' })).toThrow(refused(/\/work\/missing\.yaml cannot be read \(ENOENT\)/))
    expect(readFile('# nothing yet\n')).toMatchObject({ listen: { host: '127.0.0.1', port: 8443 } })
  })

  test.each([
    [{}, /there has to be a certificate/],
    [{ 'tls-cert': 'c' }, /give both tls-cert and tls-key/],
    [{ 'tls-key': 'k' }, /give both/],
    [{ 'tls-cert': 'c', 'tls-key': 'k', 'tls-self-signed': true }, /choose/],
    [{ 'tls-cert': 'c', 'tls-key': 'k', 'tls-name': ['x'] }, /tls-name is for/],
    [{ ...OWN, 'plain-http-behind-proxy': true }, /give trust-proxy/],
    [{ 'trust-proxy': ['10.0.0.1'] }, /there has to be a certificate/],
  ])('together: %j', (flags, words) => {
    expect(() => read({ flags })).toThrow(refused(words))
  })

  test('a password among the arguments is refused without being repeated', () => {
    const database = 'postgres://desk:hush-hush@db.example/desk'
    const refusal = (() => {
      try {
        return read({ flags: { ...OWN, database } })
      } catch (error) {
        return error as Error
      }
    })()
    expect(refusal).toMatchObject({ message: expect.stringContaining('TOKEN_DESK_DATABASE') })
    expect(JSON.stringify([refusal, (refusal as Error).message])).not.toContain('hush')
    for (const name of ['password', 'sslpassword']) {
      const hidden = { ...OWN, database: `postgres://desk@db.example/desk?${name}=hush-hush` }
      expect(() => read({ flags: hidden })).toThrow(/TOKEN_DESK_DATABASE/)
      expect(() => read({ flags: hidden })).not.toThrow(/hush/)
    }
    expect(read({ environment: { TOKEN_DESK_DATABASE: database } }).database).toEqual({
      kind: 'postgres',
      url: database,
    })
  })
})

test('a variable that looks like a setting and is none is found', () => {
  const environment = { TOKEN_DESK_TLS_CRET: 'x', TOKEN_DESK_LISTEN: 'x', TOKEN_DESK_DATA: 'x', PATH: 'x' }
  expect(unknownVariables(environment)).toEqual(['TOKEN_DESK_TLS_CRET'])
})
