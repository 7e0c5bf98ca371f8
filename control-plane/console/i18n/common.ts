import type en from '../texts/en.ts'
import { type AreaTexts, textOf } from './text.ts'

export const commonTexts: AreaTexts = {
  en: () => import('../texts/en.ts'),
  de: () => import('../texts/de.ts'),
  fr: () => import('../texts/fr.ts'),
  ar: () => import('../texts/ar.ts'),
}

/** What all pages share: `Save`, `Cancel` and the like. */
export const useCommon = textOf<typeof en>('common')
