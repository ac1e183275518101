import { useTranslation } from 'react-i18next'
import { useFormat } from '../../components/format/use-format.ts'

/** A bounded figure in words: `1,204`, or `over 10,000`. */
export function useFigure(): (counted: { readonly count: number; readonly exact: boolean }) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return ({ count, exact }) => {
    const figure = format.number(count)
    return exact ? figure : t('listing.overLimit', { count: figure as never })
  }
}
