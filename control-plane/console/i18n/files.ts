import type en from '../texts/files/en.ts'
import { type AreaTexts, textOf } from './text.ts'

export const fileTexts: AreaTexts = {
  en: () => import('../texts/files/en.ts'),
  de: () => import('../texts/files/de.ts'),
  fr: () => import('../texts/files/fr.ts'),
  ar: () => import('../texts/files/ar.ts'),
}

/** What is said where files are chosen and sent. */
export const useFileText = textOf<typeof en>('files')
