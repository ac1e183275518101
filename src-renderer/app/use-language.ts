import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '../../src-shared/schemas/common.ts'
import { languageFor, speak } from '../locales/locales.ts'

/** Has the screens speak the operator's language (AP-1); without an operator, the system's. */
export function useLanguage(preferred: Language | null): void {
  const { i18n } = useTranslation()
  useEffect(() => void speak(i18n, preferred ?? languageFor(navigator.languages)), [i18n, preferred])
}
