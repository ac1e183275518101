import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { FormatContext, formatFor } from './use-format.ts'

/** Makes the formats of the language in use known to everything below. */
export function FormatProvider({ children }: { readonly children: ReactNode }) {
  const { i18n } = useTranslation()
  const format = useMemo(() => formatFor(i18n.language), [i18n.language])
  return <FormatContext value={format}>{children}</FormatContext>
}
