/** The languages of the console, each in its own words. */
export const LANGUAGES = {
  en: { name: 'English', dir: 'ltr' },
  de: { name: 'Deutsch', dir: 'ltr' },
  fr: { name: 'Français', dir: 'ltr' },
  ar: { name: 'العربية', dir: 'rtl' },
} as const
export type Language = keyof typeof LANGUAGES
export const LANGUAGE_CODES = Object.keys(LANGUAGES) as Language[]

const STORED = 'storeplane.language'
const isLanguage = (code: string | null | undefined): code is Language => code != null && code in LANGUAGES

/** The one chosen here before, else the first that the browser asks for, else English. */
export function firstLanguage(): Language {
  const chosen = localStorage.getItem(STORED)
  if (isLanguage(chosen)) return chosen
  return navigator.languages.map((code) => code.slice(0, 2)).find(isLanguage) ?? 'en'
}

export const keepLanguage = (language: Language): void => localStorage.setItem(STORED, language)
