export type Strength = 'short' | 'weak' | 'fair' | 'strong'

/**
 * A rough word for how long a passphrase holds against somebody who has the file and may guess as often as they like. What
 * counts is how much of it cannot be told from the rest: words count for more than letters that come again and again.
 */
export function strengthOf(passphrase: string): Strength {
  const text = passphrase.normalize('NFKC').toLowerCase()
  if ([...text].length < SHORTEST) return 'short'
  const words = new Set(text.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= 3)).size
  const letters = new Set(text).size
  const kinds = [/\p{L}/u, /\p{N}/u, /[^\p{L}\p{N}\s]/u].filter((kind) => kind.test(text)).length
  // About 11 bits for a word that is not rare; for others as many as their different characters give.
  const bits = Math.max(words * 11, letters * (2 + kinds))
  if (bits < 40) return 'weak'
  return bits < 55 ? 'fair' : 'strong'
}

const SHORTEST = 15
