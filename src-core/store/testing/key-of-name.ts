import type { Language } from '../../../src-shared/schemas/common.ts'
import { fold, searchWords } from '../fold.ts'
import { orderKey } from '../name-order.ts'

/**
 * By what a list of names is sorted where it is looked at with nothing but JavaScript. While the start of a name is
 * searched for, which is what short words are, the language does not count.
 */
export function keyOfName(name: string, language: Language, search: string | undefined): string {
  const words = searchWords(search ?? '')
  const isForStart = words.length > 0 && words.every((word) => [...word].length < 3)
  if (isForStart || language === 'en' || language === 'fr') return fold(name)
  return orderKey(language, name) ?? fold(name)
}
