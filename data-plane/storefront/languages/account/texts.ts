// What a shopper’s account says, in each language of the shop.
import type { Language } from '../../rules/languages.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { type AccountTexts, en } from './en.ts'
import { fr } from './fr.ts'
import { hi } from './hi.ts'

const TEXTS: Readonly<Record<Language, AccountTexts>> = { en, de, fr, ar, hi }

export const accountTexts = ({ language }: { language: Language }): AccountTexts => TEXTS[language]
