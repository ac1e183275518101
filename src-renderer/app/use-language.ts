import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '../../src-shared/schemas/common.ts'
import { speak } from '../locales/locales.ts'

/** Has the screens speak the operator's language (AP-1); without an operator they go on in the one that they speak. */
export function useLanguage(preferred: Language | null): void {
  const { i18n } = useTranslation()
  useEffect(() => {
    if (preferred !== null) void speak(i18n, preferred)
  }, [i18n, preferred])
}
