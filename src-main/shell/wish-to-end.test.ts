import { expect, test } from 'vitest'
import { onWishToEnd } from './wish-to-end.ts'

test('a Ctrl-C that arrives twice, as under npm, is one wish, even where the second comes late', () => {
  const { ask, ended } = wishes()
  ask(0)
  ask(0)
  ask(1_900)
  expect(ended).toEqual(['in order'])
})

test('a second wish ends without waiting', () => {
  const { ask, ended } = wishes()
  ask(0)
  ask(2_000)
  expect(ended).toEqual(['in order', 'at once'])
})

function wishes() {
  const ended: string[] = []
  let now = 1_000
  const onSignal = onWishToEnd({
    end: () => void ended.push('in order'),
    endAtOnce: () => void ended.push('at once'),
    now: () => now,
  })
  return {
    ended,
    ask(afterMs: number) {
      now += afterMs
      onSignal()
    },
  }
}
