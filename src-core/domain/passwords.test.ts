import { expect, test } from 'vitest'
import { newPasswordProblem, normalisePassword } from './passwords.ts'

const ruleOf = (password: string, username = 'anna') => newPasswordProblem(password, username)?.rule

test('long passwords of any kind of characters are fine', () => {
  for (const password of [
    'brown bread and butter',
    'žluťoučký kůň úpěl',
    '長い長い合言葉ですよね皆さんへ',
    'x7#Kq!pL2$vN9&z',
  ])
    expect(ruleOf(password)).toBeUndefined()
})

test('a password that names the product or its user is refused, however it is spelt', () => {
  expect(ruleOf('my Token-Desk password')).toBe('passwordNamesProduct')
  expect(ruleOf('TOKENDESK is my friend')).toBe('passwordNamesProduct')
  expect(ruleOf('it is ANNA who signs in')).toBe('passwordNamesUser')
  expect(ruleOf('brown bread and butter', 'an')).toBeUndefined()
})

test('what everybody would try first is refused', () => {
  for (const password of [
    'correct horse battery staple',
    'Password-Password',
    '123456789012345',
    'aaaaaaaaaaaaaaa',
    'abcabcabcabcabca',
    'qwertyuiopasdfgh',
  ])
    expect(ruleOf(password)).toBe('passwordCommon')
})

test('the same characters are the same password, however a keyboard composes them', () => {
  expect(normalisePassword('cafe\u0301 ﬁne')).toBe(normalisePassword('caf\u00e9 fine'))
})
