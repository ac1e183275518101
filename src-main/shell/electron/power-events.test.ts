import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { manualTime } from '../../testing/manual-time.ts'
import { type PowerWatch, watchPower } from './power-events.ts'

function setUp(platform: NodeJS.Platform) {
  const time = manualTime()
  const idle = { state: 'active' }
  const monitor = Object.assign(new EventEmitter(), { getSystemIdleState: () => idle.state })
  const told: string[] = []
  watchPower({
    monitor: monitor as unknown as PowerWatch['monitor'],
    platform,
    timers: time.timers,
    tell: (event) => void told.push(event),
    onShutdown: () => void told.push('shutdown'),
  })
  return { time, idle, monitor, told }
}

test('Linux, which tells nobody, is asked: each lock is told once', async () => {
  const { time, idle, told } = setUp('linux')
  await time.advance(10_000)
  expect(told).toEqual([])
  idle.state = 'locked'
  await time.advance(10_000)
  expect(told).toEqual(['lock'])
  idle.state = 'idle'
  await time.advance(3_000)
  idle.state = 'locked'
  await time.advance(3_000)
  expect(told).toEqual(['lock', 'lock'])
})

test.each(['win32', 'darwin'] as const)('%s tells by itself and is not asked', async (platform) => {
  const { time, idle, monitor, told } = setUp(platform)
  idle.state = 'locked'
  await time.advance(10_000)
  expect(told).toEqual([])
  monitor.emit('lock-screen')
  expect(told).toEqual(['lock'])
})

test('a shutdown without an event, as electron.d.ts has it, is heard as well', () => {
  const { monitor, told } = setUp('linux')
  monitor.emit('shutdown')
  expect(told).toEqual(['shutdown'])
})
