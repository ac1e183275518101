import { expect, test, vi } from 'vitest'
import type { Bridge } from '../../src-shared/bridge.ts'
import { DeskError } from '../../src-shared/errors.ts'
import { asDeskError, connect } from './connect.ts'

function bridgeThatAnswers(answer: unknown): Bridge {
  return { call: async () => answer, listen: () => () => undefined }
}

test('a refusal keeps its code, words, fields and waiting time when it becomes an error again', async () => {
  const refusal = {
    code: 'TOO_MANY_ATTEMPTS',
    message: 'Too many attempts.',
    reason: 'delay',
    fields: { password: { rule: 'wrong', message: 'Wrong.' } },
    retryAfterMs: 4000,
  }
  const { call } = connect(bridgeThatAnswers({ ok: false, error: refusal }))
  const error = await call('sessions.unlock', { password: 'x' }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(DeskError)
  expect((error as DeskError).toFailure()).toEqual(refusal)
})

test('an answer is handed over as it came', async () => {
  const { call } = connect(bridgeThatAnswers({ ok: true, value: { secret: 's' } }))
  expect(await call('reveal.show', { revealId: '9f2d3a55-7e3b-4f0e-9d43-0a4c2f7f3b11' })).toEqual({ secret: 's' })
})

test.each([
  ['nothing', undefined],
  ['another shape', { value: 1 }],
  ['a code that nobody knows', { ok: false, error: { code: 'WHO_KNOWS', message: 'x' } }],
])('an answer that is %s is INTERNAL, never a value', async (_what, answer) => {
  await expect(connect(bridgeThatAnswers(answer)).call('sessions.state', {})).rejects.toMatchObject({
    code: 'INTERNAL',
  })
})

test('a bridge that fails is INTERNAL and tells nothing of the cause', async () => {
  const bridge: Bridge = { call: () => Promise.reject(new Error('SELECT secret')), listen: () => () => undefined }
  const error = await connect(bridge)
    .call('sessions.state', {})
    .catch((thrown: unknown) => thrown)
  expect(asDeskError(error).toFailure()).toEqual({ code: 'INTERNAL', message: 'Token Desk did not answer.' })
})

test('what is not an announcement of the contract is not heard', () => {
  let announce: (event: unknown) => void = () => undefined
  const bridge: Bridge = {
    call: async () => undefined,
    listen: (listener) => {
      announce = listener
      return () => undefined
    },
  }
  const heard = vi.fn()
  connect(bridge).listen(heard)
  announce({ name: 'tokens.changed', secret: 'tdc_x' })
  announce({ name: 'no.such' })
  announce(null)
  expect(heard.mock.calls).toEqual([[{ name: 'tokens.changed' }]])
})
