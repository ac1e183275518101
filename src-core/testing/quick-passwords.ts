import { hash } from 'node:crypto'
import type { Passwords } from '../desk/passwords.ts'
import { normalisePassword } from '../domain/passwords.ts'

/** Passwords that cost nothing, for tests of everything but hashing. */
export const quickPasswords: Passwords = {
  hash: async (password) => quick(password),
  verify: async (passwordHash, password) => passwordHash === quick(password),
  isOutdated: () => false,
}

function quick(password: string): string {
  return `quick$${hash('sha256', normalisePassword(password))}`
}
