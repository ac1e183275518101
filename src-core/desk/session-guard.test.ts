import { expect, onTestFinished, test } from 'vitest'
import { DeskError } from '../../src-shared/errors.ts'
import type { Operator } from '../dispatch.ts'
import { openTrialStore } from '../testing/trial-store.ts'
import { sessionGuard } from './session-guard.ts'

test.each([
  ['is no bug', new DeskError({ code: 'STORE_UNREACHABLE', reason: 'unreachable', message: 'Gone.' }), 'warn'],
  ['is one where the cause is ours', new Error('ours'), 'error'],
])('a presence that cannot be written fails nobody, and %s', async (_what, refused, level) => {
  const { store, clock, dispose } = await openTrialStore()
  onTestFinished(dispose)
  const logged: string[] = []
  const log = { info: () => {}, warn: () => void logged.push('warn'), error: () => void logged.push('error') }
  const guard = sessionGuard({
    store: { ...store, change: () => Promise.reject(refused) },
    clock,
    log,
    announce: () => {},
  })
  guard.noteActivity({ session: { id: 'SES-7Q4K-9M2X', lastSeenAt: 0 } } as unknown as Operator)
  await guard.flush()
  expect(logged).toEqual([level])
})
