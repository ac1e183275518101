import type { FieldProblem } from '../../src-shared/errors.ts'

/** The form in which a password is hashed and compared: the same characters however a keyboard composes them. */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC')
}

/**
 * What is wrong with a new password of sufficient length, if anything: it names the product or its user, is on the list
 * of common ones, or is one short piece over and over (ASVS 6.1.2, 6.2.4, 6.2.11). No rule on kinds of characters.
 */
export function newPasswordProblem(password: string, username: string): FieldProblem | undefined {
  const folded = fold(password)
  if (PRODUCT_WORDS.some((word) => folded.includes(word)))
    return { rule: 'passwordNamesProduct', message: 'Leave the name of this product out of the password.' }
  const name = fold(username)
  if (name.length >= SHORTEST_NAME && folded.includes(name))
    return { rule: 'passwordNamesUser', message: 'Leave the username out of the password.' }
  if (COMMON.has(folded) || isRepetition(folded))
    return { rule: 'passwordCommon', message: 'This password is among the first that anyone would try.' }
  return undefined
}

const PRODUCT_WORDS = ['tokendesk', 'deskoftokens']
/** A username of one or two letters is inside most passwords. */
const SHORTEST_NAME = 3

/** Passwords of 15 and more characters that stand high in published lists, without their spaces, dashes and dots. */
const COMMON: ReadonlySet<string> = new Set([
  '123456789012345',
  '1234567890123456',
  '12345678901234567890',
  '123456789101112',
  '1234567891011121314',
  '0123456789abcdef',
  '1q2w3e4r5t6y7u8i',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv',
  '1qaz2wsx3edc4rfv5tgb',
  'qwertyuiopasdfgh',
  'qwertyuiopasdfghjkl',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwerty1234567890',
  'qwertyuiop12345',
  'qwertyuiop1234567890',
  'asdfghjklzxcvbnm',
  'zaq12wsxcde34rfv',
  'abcdefghijklmno',
  'abcdefghijklmnop',
  'abcdefghijklmnopqrstuvwxyz',
  'abcdefgh12345678',
  'passwordpassword',
  'password12345678',
  'password123456789',
  'password1234567890',
  'passwordpassword1',
  'administrator123',
  'administrator1234',
  'administrator12345',
  'administratoradministrator',
  'adminadminadmin1',
  'changemechangeme',
  'changeme12345678',
  'letmeinletmein123',
  'welcometothejungle',
  'welcome123456789',
  'iloveyouiloveyou',
  'iloveyousomuch1',
  'correcthorsebatterystaple',
  'thequickbrownfox',
  'maytheforcebewithyou',
  'summer2026summer2026',
  'minecraftminecraft',
  'unitedstatesofamerica',
])

/** Case, spaces and punctuation do not make a common password uncommon. */
function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}]/gu, '')
}

function isRepetition(text: string): boolean {
  return /^(.{1,4})\1+.{0,3}$/su.test(text)
}
