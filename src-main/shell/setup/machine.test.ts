import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { manualTime } from '../../testing/manual-time.ts'
import { processIdIn, processRuns } from '../../testing/process-state.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { thisMachine } from './machine.ts'

const node = process.execPath

test('a command is told its environment, and answers with how it ended and what it wrote', async () => {
  const machine = thisMachine({ FROM_MACHINE: 'a' })
  const script = 'console.log(process.env.FROM_MACHINE, process.env.FROM_COMMAND); process.exitCode = 3'
  const outcome = await machine.run({
    file: node,
    args: ['-e', script],
    environment: { FROM_COMMAND: 'b' },
    timeoutMs: 20_000,
  })
  expect(outcome).toEqual({ exitCode: 3, output: 'a b\n' })
})

test('a program that is not there is an outcome, not an error', async () => {
  const machine = thisMachine({})
  expect(await machine.run({ file: '/nowhere/program', args: [], timeoutMs: 1_000 })).toMatchObject({ exitCode: null })
})

test.skipIf(process.platform === 'win32')('a command that takes too long is ended with what it started', async () => {
  const pidFile = join(temporaryFolder(), 'pid')
  const time = manualTime()
  const running = thisMachine({ PATH: '/usr/bin:/bin' }, time.timers).run({
    file: '/bin/sh',
    args: ['-c', `sleep 600 & echo $! > "${pidFile}"; wait`],
    timeoutMs: 20_000,
  })
  const started = await processIdIn(pidFile)
  await time.advance(20_000)
  expect((await running).exitCode).toBe(null)
  await vi.waitFor(() => expect(processRuns(started)).toBe(false), { timeout: 20_000 })
})

test('what a command says goes to its log, after what was there', async () => {
  const logFile = join(temporaryFolder(), 'logs/build.log')
  const machine = thisMachine()
  for (const word of ['first', 'second'])
    await machine.run({ file: node, args: ['-e', `console.error('${word}')`], timeoutMs: 20_000, logFile })
  expect(readFileSync(logFile, 'utf8')).toBe('first\nsecond\n')
})

test('an address that takes too long, refuses or errs does not answer', async () => {
  const silent = createServer((request, response) => {
    if (request.url === '/here') response.end()
    if (request.url === '/gone') response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void silent.close().closeAllConnections())
  const address = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
  const machine = thisMachine()
  expect(await machine.reaches(`${address}/here`, 5_000)).toBe(true)
  expect(await machine.reaches(`${address}/gone`, 5_000)).toBe(false)
  expect(await machine.reaches(`${address}/silent`, 100)).toBe(false)
  expect(await machine.reaches('http://127.0.0.1:9', 5_000)).toBe(false)
})
