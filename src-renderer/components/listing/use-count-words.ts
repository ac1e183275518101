import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/use-format.ts'

/** How many rows match, in words: `200 rows`, `over 10,000 rows`; null while it is counted. */
export function useCountWords(counted: { readonly count: number; readonly exact: boolean } | undefined): string | null {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(() => {
    if (counted === undefined) return null
    const figure = format.number(counted.count)
    const formatted = counted.exact ? figure : t('listing.overLimit', { count: figure as never })
    return t('listing.rows', { count: counted.count, formatted })
  }, [counted, format, t])
}
