import { useTranslation } from 'react-i18next'
import type { AuditRecord } from '../../../src-shared/schemas/audit.ts'
import { instant } from '../../../src-shared/schemas/common.ts'
import { useFormat } from '../format/use-format.ts'

export interface DetailInWords {
  readonly key: string
  readonly label: string
  readonly value: string
}

/** The details of a record in the operator's words. What the screens have no word for stands as the desk wrote it. */
export function useDetailWords(): (details: AuditRecord['details']) => readonly DetailInWords[] {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const wordFor = (path: 'details' | 'values', text: string): string | null => {
    const key = `audit.${path}.${text}`
    // A text with a dot or colon in it is no key, and must not be taken for a path of keys.
    if (!/^[\w -]+$/u.test(text) || !i18n.exists(key)) return null
    return (t as (key: string) => string)(key)
  }
  const wordsOf = (value: AuditRecord['details'][string], key: string): string => {
    if (value === null) return t('none')
    if (typeof value === 'boolean') return value ? t('audit.yes') : t('audit.no')
    if (typeof value === 'number') return format.number(value)
    if (typeof value !== 'string') {
      const names = value.map((item) => (key === 'changed' ? (wordFor('details', item) ?? item) : item))
      return names.length === 0 ? t('audit.nothing') : names.join(', ')
    }
    if (instant.safeParse(value).success) return format.dateTime(value)
    return wordFor('values', value) ?? value
  }
  return (details) =>
    Object.entries(details).map(([key, value]) => ({
      key,
      label: wordFor('details', key) ?? key,
      value: wordsOf(value, key),
    }))
}
