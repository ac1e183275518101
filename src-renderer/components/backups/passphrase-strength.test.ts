import { expect, test } from 'vitest'
import { strengthOf } from './passphrase-strength.ts'

test.each([
  ['heron', 'short'],
  ['aaaaaaaaaaaaaaaaaaaa', 'weak'],
  ['1111 1111 1111 1111', 'weak'],
  ['heron heron heron heron', 'weak'],
  ['forty herons over Vltava', 'fair'],
  ['forty grey herons over the Vltava', 'strong'],
  ['k7#Vq2!mZp9$Lw4x', 'strong'],
])('%s is called %s', (passphrase, word) => {
  expect(strengthOf(passphrase)).toBe(word)
})
