import type { Language } from '../../src-shared/schemas/common.ts'
import { fold } from './fold.ts'

/**
 * The key under which a name stands where the language wants it: č behind every other c, Turkish ı before i. Null where
 * that is `fold()` of it, which is the order of English and French. Compared as the folded text is, and never searched:
 * what is searched must be found whatever the language of whoever wrote it.
 */
export function orderKey(language: OrderedLanguage, name: string): string | null {
  const { letters, pattern } = ALPHABETS[language]
  const lower = name.toWellFormed().normalize('NFKC').toLocaleLowerCase(language)
  if (lower.search(pattern) < 0) return null
  return fold(lower.replaceAll(pattern, (letter) => letters.get(letter) ?? letter))
}

/**
 * Whose alphabet has letters of its own between those of the Latin one. Columns and indexes of the store are named after
 * them, so a migration goes with every change here.
 */
export const ORDERED_LANGUAGES = ['cs', 'tr'] as const satisfies readonly Language[]
type OrderedLanguage = (typeof ORDERED_LANGUAGES)[number]

/** All columns that are written with the name of a token or customer. */
export function nameColumns(name: string) {
  return { name, name_folded: fold(name), name_cs: orderKey('cs', name), name_tr: orderKey('tr', name) }
}

/** All columns that are written with the full name of a person. */
export function fullNameColumns(fullName: string) {
  return {
    full_name: fullName,
    full_name_folded: fold(fullName),
    full_name_cs: orderKey('cs', fullName),
    full_name_tr: orderKey('tr', fullName),
  }
}

/** The columns of a contact that repeat its customer's. */
export function customerNameColumns({ name_folded, name_cs, name_tr }: Omit<ReturnType<typeof nameColumns>, 'name'>) {
  return { customer_name_folded: name_folded, customer_name_cs: name_cs, customer_name_tr: name_tr }
}

/** The column in whose order the names of a `…_folded` column are in a language; any other column itself. */
export function orderColumn(column: string, language: Language): string {
  if (!column.endsWith(FOLDED) || !isOrdered(language)) return column
  return `${column.slice(0, -FOLDED.length)}_${language}_order`
}

/** The indexes of a list by the column that it is sorted by, those of each language among them. */
export function indexesOfLanguages<Indexes extends Readonly<Record<string, string>>>(
  indexes: Indexes,
): Indexes & Readonly<Record<string, string>> {
  const more = Object.entries(indexes)
    .filter(([column]) => column.endsWith(FOLDED))
    .flatMap(([column, index]) =>
      ORDERED_LANGUAGES.map((language) => [orderColumn(column, language), `${index}_${language}`]),
    )
  return { ...indexes, ...Object.fromEntries(more) }
}

const FOLDED = '_folded'

function isOrdered(language: Language): language is OrderedLanguage {
  return (ORDERED_LANGUAGES as readonly Language[]).includes(language)
}

/** Behind everything that can follow a letter, and before the next letter. */
const LAST = '\u{10ffff}'

/** Unicode's CLDR, collation of cs and of tr: the letters that are none of their own elsewhere. */
const ALPHABETS: Readonly<Record<OrderedLanguage, Alphabet>> = {
  cs: alphabet({ č: 'c', ch: 'h', ř: 'r', š: 's', ž: 'z' }),
  tr: alphabet({ ç: 'c', ğ: 'g', ı: 'h', ö: 'o', ş: 's', ü: 'u' }),
}

interface Alphabet {
  readonly letters: ReadonlyMap<string, string>
  readonly pattern: RegExp
}

/** By the letter that each comes behind. */
function alphabet(behind: Readonly<Record<string, string>>): Alphabet {
  const letters = Object.entries(behind).map(([letter, before]) => [letter, before + LAST] as const)
  return { letters: new Map(letters), pattern: new RegExp(Object.keys(behind).join('|'), 'gu') }
}
