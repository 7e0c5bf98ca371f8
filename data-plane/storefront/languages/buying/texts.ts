// What cart, checkout and orders say, in each language of the shop.
import type { Language } from '../../rules/languages.ts'
import { ar } from './ar.ts'
import { de } from './de.ts'
import { type BuyingTexts, en } from './en.ts'
import { fr } from './fr.ts'
import { hi } from './hi.ts'

const TEXTS: Readonly<Record<Language, BuyingTexts>> = { en, de, fr, ar, hi }

export const buyingTexts = ({ language }: { language: Language }): BuyingTexts => TEXTS[language]
