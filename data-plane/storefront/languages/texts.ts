// What the shop itself says, in each of its languages.
import type { Language } from '../rules/languages.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { en, type Texts } from './en.ts'
import { fr } from './fr.ts'
import { hi } from './hi.ts'

export const TEXTS: Readonly<Record<Language, Texts>> = { en, de, fr, ar, hi }

/** As each language calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  ar: 'العربية',
  hi: 'हिन्दी',
}
