import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { type Language, language } from '../../src-shared/schemas/common.ts'
import { en } from './en.ts'
import type { Translation } from './translation.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof en }
  }
}

/** The words of each language but English, which is always there. Fetched when somebody reads it. */
export const translations: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Translation>>> = {
  fr: async () => (await import('./fr.ts')).fr,
  cs: async () => (await import('./cs.ts')).cs,
  tr: async () => (await import('./tr.ts')).tr,
}

/** The first of the wanted languages (`fr-CA`, `cs`) that the screens speak, else English. */
export function languageFor(wanted: readonly string[]): Language {
  const known = wanted.map((tag) => language.safeParse(tag.toLowerCase().split('-')[0]))
  return known.find((parsed) => parsed.success)?.data ?? 'en'
}

/** Has the words at hand, in the given language. Resolves once `useTranslation` can be used. */
export async function startLocales(first: Language): Promise<i18n> {
  const locales = createInstance()
  await locales.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    // React escapes what it draws.
    interpolation: { escapeValue: false },
  })
  await speak(locales, first)
  return locales
}

/** Has the screens speak a language, and tells the page so. */
export async function speak(locales: i18n, wanted: Language): Promise<void> {
  if (wanted !== 'en' && !locales.hasResourceBundle(wanted, 'translation'))
    locales.addResourceBundle(wanted, 'translation', await translations[wanted]())
  if (locales.language !== wanted) await locales.changeLanguage(wanted)
  document.documentElement.lang = wanted
}
