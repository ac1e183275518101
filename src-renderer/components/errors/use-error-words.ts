import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { DeskError } from '../../../src-shared/errors.ts'

/**
 * The words for a refusal. The desk's own are safe to show, say most, and are English; in other languages the reason has
 * words, else the code.
 */
export function useErrorWords(): (error: unknown) => string {
  const { t, i18n } = useTranslation()
  return useCallback(
    (error) => {
      if (!(error instanceof DeskError)) return t('errors.codes.INTERNAL')
      if (i18n.language === 'en' && error.message !== '') return error.message
      const reason = `errors.reasons.${error.reason}`
      const count = Math.ceil((error.retryAfterMs ?? 0) / 1000)
      if (error.reason === undefined || !i18n.exists(reason, { count })) return t(`errors.codes.${error.code}`)
      return (t as (key: string, values: object) => string)(reason, { count })
    },
    [t, i18n],
  )
}
