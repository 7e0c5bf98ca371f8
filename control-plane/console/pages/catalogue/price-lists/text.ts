import { textOf } from '../../../i18n/text.ts'
import type en from './texts/en.ts'

export const useText = textOf<typeof en>('price-lists')
