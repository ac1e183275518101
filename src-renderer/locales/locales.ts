import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof en }
  }
}

/** Loads the words of every language that the screens speak. Resolves once `useTranslation` can be used. */
export async function startLocales(language = 'en'): Promise<i18n> {
  const locales = createInstance()
  await locales.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    // React escapes what it draws.
    interpolation: { escapeValue: false },
  })
  return locales
}
