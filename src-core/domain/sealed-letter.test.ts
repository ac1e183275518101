import { expect, test } from 'vitest'
import { letterBox, sealLetter } from './sealed-letter.ts'

test('a letter is opened by the box that it is for, and its answer by who sent it', () => {
  const box = letterBox()
  const letter = sealLetter('Žofie’s import', box.address)
  const opened = box.open(letter.sealed)
  expect(opened?.text).toBe('Žofie’s import')
  expect(letter.openAnswer(opened?.answer('done') ?? new Uint8Array())).toBe('done')
})

test('another box, a changed letter and no letter at all are not opened', () => {
  const box = letterBox()
  const { sealed } = sealLetter('secret', box.address)
  expect(letterBox().open(sealed)).toBeUndefined()
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Uint8Array.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(box.open(changed)).toBeUndefined()
  }
  for (const length of [0, 1, 44, 60]) expect(box.open(sealed.subarray(0, length))).toBeUndefined()
})

test('an answer is not the letter, nor another letter’s answer', () => {
  const box = letterBox()
  const [one, other] = [sealLetter('same', box.address), sealLetter('same', box.address)]
  expect(Buffer.from(one.sealed)).not.toEqual(Buffer.from(other.sealed))
  const answer = box.open(one.sealed)?.answer('done') ?? new Uint8Array()
  expect(() => other.openAnswer(answer)).toThrow()
  expect(() => one.openAnswer(one.sealed.subarray(44))).toThrow()
})
