import { EventEmitter } from 'node:events'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { answerDialogs } from './leave-dialog.ts'

function setUp({ isWatched }: { readonly isWatched: boolean }) {
  const page = new EventEmitter()
  const answers: string[] = []
  const leaving = answerDialogs(page as unknown as Pick<Page, 'on'>, { isWatched })
  const ask = (type: string) =>
    page.emit('dialog', {
      type: () => type,
      accept: async () => void answers.push(`accept ${type}`),
      dismiss: async () => void answers.push(`dismiss ${type}`),
    })
  return { answers, leaving, ask }
}

test('the question about what is not saved is the person’s to answer; no other dialog stands for a moment', () => {
  const { answers, ask } = setUp({ isWatched: true })
  for (const type of ['beforeunload', 'alert', 'confirm', 'prompt']) ask(type)
  expect(answers).toEqual(['dismiss alert', 'dismiss confirm', 'dismiss prompt'])
})

test('a question that stands is taken back once, and none where none stands', () => {
  const { answers, leaving, ask } = setUp({ isWatched: true })
  leaving.takeBack()
  ask('beforeunload')
  leaving.takeBack()
  leaving.takeBack()
  expect(answers).toEqual(['dismiss beforeunload'])
})

test('where nobody sees the window, nobody is waited for', () => {
  const { answers, ask } = setUp({ isWatched: false })
  ask('beforeunload')
  expect(answers).toEqual(['accept beforeunload'])
})
