import { createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeSecret } from '../src-core/domain/secret.ts'
import { seededRandom } from '../src-core/testing/seeded-random.ts'
import { askWithoutEcho } from './ask-without-echo.ts'
import { PASSWORD, startTrial, type Trial } from './testing/command-line-trial.ts'

const text = (secret: Uint8Array) => Buffer.from(secret).toString('latin1')

describe('BY-1 · why does this token not work?', () => {
  let trial: Trial
  let folder: string
  let secrets: Record<'active' | 'disabled' | 'removed' | 'expired' | 'unknown' | 'mistyped', string>

  beforeAll(async () => {
    trial = await startTrial()
    folder = mkdtempSync(join(tmpdir(), 'token-desk-explain-'))
    const yesterday = Date.now() - 40 * 24 * 60 * 60_000
    const issue = (name: string, now?: number) =>
      trial.withDesk(async (call) => {
        const { rows } = await call('contacts.list', { limit: 1, sort: { by: 'createdAt', direction: 'descending' } })
        const owner = { kind: 'contact', id: rows[0]?.id ?? ('CON-0000-0000' as const) } as const
        const expiration = { choice: '30-days' } as const
        return call('tokens.issue', { owner, name, modules: ['order-status'], timeZone: 'UTC', expiration })
      }, now)
    const active = await issue('In use')
    const disabled = await issue('Switched off')
    const removed = await issue('Taken away')
    const expired = await issue('Long ago', yesterday)
    await trial.withDesk((call) => call('tokens.disable', { id: disabled.token.id, version: 1 }))
    await trial.withDesk((call) => call('tokens.remove', { id: removed.token.id, version: 1 }))
    const unknown = text(makeSecret('tdc_', seededRandom(1)))
    secrets = {
      active: text(active.secret),
      disabled: text(disabled.secret),
      removed: text(removed.secret),
      expired: text(expired.secret),
      unknown,
      mistyped: `${unknown.slice(0, 10)}${unknown[10] === 'a' ? 'b' : 'a'}${unknown.slice(11)}`,
    }
  })
  afterAll(() => {
    trial.dispose()
    rmSync(folder, { recursive: true, force: true })
  })

  test('each token in a log is found and explained in a sentence, with who did it, and no secret is repeated', async () => {
    const log = join(folder, 'error.log')
    writeFileSync(
      log,
      `${Object.values(secrets)
        .map((secret) => `GET /orders "Bearer ${secret}" 401`)
        .join('\n')}\n`,
    )
    const { code, output } = await trial.run(['explain', '--file', log])
    expect(code).toBe(0)
    const lines = output.trim().split('\n')
    expect(lines).toEqual([
      expect.stringMatching(/^tdc_\w{4}… {2}line 1 {2}“In use” of .+ is accepted and has never been used\.$/),
      expect.stringMatching(
        /line 2 {2}“Switched off” of .+ was disabled on \d{4}-\d\d-\d\d \d\d:\d\d by Anna Admin\.$/,
      ),
      expect.stringMatching(/line 3 {2}“Taken away” of .+ was removed on .+ by Anna Admin\.$/),
      expect.stringMatching(/line 4 {2}“Long ago” of .+ expired on .+\.$/),
      expect.stringMatching(/line 5 {2}This token was not issued here\.$/),
      expect.stringMatching(/line 6 {2}A character of this token is wrong or missing/),
    ])
    for (const secret of Object.values(secrets)) expect(output).not.toContain(secret.slice(8, 34))
  })

  test('a log that gzip packed is unpacked on the way, also one of several parts, and a damaged one is refused in words', async () => {
    const log = join(folder, 'error.log.2.gz')
    const parts = [gzipSync(`GET /orders 200\n${secrets.active}\n`), gzipSync(`${secrets.unknown}\n`)]
    writeFileSync(log, Buffer.concat(parts))
    const { output } = await trial.run(['explain', '--json', '--file', log])
    const found = output.trim().split('\n')
    expect(found.map((line) => JSON.parse(line))).toMatchObject([
      { lines: [2], reason: 'active' },
      { lines: [3], reason: 'unknown' },
    ])
    writeFileSync(log, Buffer.concat(parts).subarray(0, 60))
    expect(await trial.run(['explain', '--file', log])).toMatchObject({
      code: 2,
      output: '',
      errors: expect.stringContaining('unreadable-file'),
    })
  })

  test('at a terminal the password is asked for before the terminal is read to its end', async () => {
    const order: string[] = []
    const typed = new Readable({
      read() {
        order.push('read')
        this.push(`${secrets.active}\n`)
        this.push(null)
      },
    })
    const { code, output } = await trial.run(['explain'], {
      input: typed,
      terminal: { input: true },
      environment: { TOKEN_DESK_PASSWORD_FILE: '' },
      ask: async () => {
        order.push('asked')
        return PASSWORD
      },
    })
    expect({ code, output, order: order.slice(0, 2) }).toEqual({
      code: 0,
      output: expect.stringContaining('“In use”'),
      order: ['asked', 'read'],
    })
  })

  test('what is typed after the password is what is explained', async () => {
    const input = new PassThrough()
    const screen = new PassThrough()
    const interrupted = new AbortController().signal
    const { code, output } = await trial.run(['explain'], {
      input,
      terminal: { input: true },
      environment: { TOKEN_DESK_PASSWORD_FILE: '' },
      ask: async (question) => {
        const answer = askWithoutEcho({ question, input, output: screen, interrupted })
        input.write(`${PASSWORD}\r`)
        const password = await answer
        input.end(`${secrets.active}\n`)
        return password
      },
    })
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('line 1  “In use”') })
  })

  test('a file that cannot be read is refused, and what is wrong with it is said', async () => {
    const log = join(folder, 'short.log')
    writeFileSync(log, 'nothing here\n')
    const files: [string, string][] = [
      [folder, `${folder} is a folder.`],
      [join(log, 'x'), `There is no file ${log}/x.`],
      [join(folder, 'x'.repeat(300)), 'cannot be read (ENAMETOOLONG).'],
    ]
    for (const [file, words] of files) {
      const { code, output, errors } = await trial.run(['explain', '--file', file])
      expect({ file, code, output }).toEqual({ file, code: 2, output: '' })
      expect(errors).toMatch(/^token-desk: INVALID_INPUT unreadable-file: .*\n$/)
      expect(errors).toContain(words)
    }
  })

  test('a module that is not there is refused, and no token is said to miss it', async () => {
    const asked = (module: string) => trial.run(['explain', '--module', module], { input: secrets.active })
    expect(await asked('nix')).toEqual({
      code: 2,
      output: '',
      errors: expect.stringMatching(/^token-desk: INVALID_INPUT unknown-module: .*“nix”.*order-status.*\n$/),
    })
    expect(await asked('Order Status')).toMatchObject({
      code: 2,
      output: '',
      errors: expect.stringMatching(/^token-desk: INVALID_INPUT usage: .*a–z, 0–9 and -\.\n$/),
    })
    expect(await asked('invoices')).toMatchObject({ code: 0, output: expect.stringContaining('does not reach') })
    expect(await asked('order-status')).toMatchObject({ code: 0, output: expect.stringContaining('is accepted') })
  })

  test('what was read is kept in no file of the store', async () => {
    await trial.run(['explain'], { input: `password=${secrets.unknown}\n` })
    for (const name of readdirSync(trial.folder, { recursive: true, encoding: 'utf8' })) {
      const path = join(trial.folder, name)
      if (statSync(path).isFile())
        expect([name, readFileSync(path).includes(secrets.unknown.slice(4, 34))]).toEqual([name, false])
    }
  })

  test('a long file is read piece by piece, and one that is not there is refused in words', async () => {
    const long = join(folder, 'long.log')
    const stream = createWriteStream(long)
    const noise = `${'10.0.0.1 GET /orders 200 tdc_not-a-token '.repeat(2_000)}\n`
    for (let piece = 0; piece < 100; piece += 1) stream.write(noise)
    stream.end(`${secrets.active}\n`)
    await finished(stream)
    const { output } = await trial.run(['explain', '--json', '--file', long])
    expect(JSON.parse(output)).toMatchObject({ lines: [101], active: true, reason: 'active' })
    expect(await trial.run(['explain', '--file', join(folder, 'nowhere')])).toMatchObject({
      code: 2,
      errors: expect.stringContaining('unreadable-file'),
    })
    expect(await trial.run(['explain'], { input: 'nothing here' })).toMatchObject({
      code: 0,
      errors: expect.stringContaining('no token'),
    })
  })
})
