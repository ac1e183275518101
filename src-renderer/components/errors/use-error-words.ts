import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { DeskError } from '../../../src-shared/errors.ts'

/** The words for a refusal: the desk's own, which are safe to show, else those of its code. */
export function useErrorWords(): (error: unknown) => string {
  const { t } = useTranslation()
  return useCallback(
    (error) => {
      if (!(error instanceof DeskError)) return t('errors.codes.INTERNAL')
      return error.message === '' ? t(`errors.codes.${error.code}`) : error.message
    },
    [t],
  )
}
