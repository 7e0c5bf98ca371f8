import { LINEN_HOUSE } from './linen-house.ts'
import { SPICE_ROUTE } from './spice-route.ts'
import type { Words } from './words.ts'

/** By the store's address, then by language. */
export const WORDS: Readonly<Record<string, Readonly<Record<string, Words>>>> = {
  'linen-house': LINEN_HOUSE,
  'spice-route': SPICE_ROUTE,
}
