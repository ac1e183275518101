/**
 * The key under which a text is sorted and searched: without regard to case, accents and compatibility forms. Applied to
 * what is stored and to what is searched for, so that both meet. One line, single spaces, no control characters.
 */
export function fold(text: string): string {
  // Most names are plain: of those the rest changes nothing, and takes several times as long.
  if (PLAIN.test(text)) return text.toLowerCase()
  return text
    .toWellFormed()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[ςıłøđßæœ]/gu, (letter) => WITHOUT_DECOMPOSITION[letter] ?? letter)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}

/** The key under which a username is unique: without regard to case and Unicode form. Accents tell names apart here. */
export function usernameKey(username: string): string {
  return username.toWellFormed().normalize('NFKC').toLowerCase().trim()
}

/** The words of a search text, folded. All of them must be found; none of them has wildcards. */
export function searchWords(text: string): string[] {
  return [...new Set(fold(text).split(' '))].filter((word) => word !== '')
}

/** The first text, in the order of code points, after every text that starts with `prefix`; undefined if there is none. */
export function afterPrefix(prefix: string): string | undefined {
  const points = [...prefix].map((character) => character.codePointAt(0) ?? 0)
  while (points.length > 0) {
    const last = points.pop() ?? 0
    if (last < 0x10ffff) return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1)
  }
  return undefined
}

/** Printable ASCII, in words that single spaces divide. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/

/** Letters that Unicode does not take apart, as people type them on another keyboard. */
const WITHOUT_DECOMPOSITION: Readonly<Record<string, string>> = {
  ς: 'σ',
  ı: 'i',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
}
