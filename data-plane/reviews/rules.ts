// Decisions about reviews, taken from the arguments alone.
import type { Review, ReviewSettings } from './schema.ts'

type Status = Review['status']

/** What a new review is: shown at once only when the store wants that and nothing speaks against it. */
export function firstStatus(
  review: { verified: boolean; texts: readonly string[] },
  { auto_approve }: ReviewSettings,
): 'pending' | 'approved' {
  const trusted = auto_approve === 'verified' && review.verified
  return trusted && !review.texts.some(looksLikeSpam) ? 'approved' : 'pending'
}

const LINK = /https?:|www\.|\b[\w-]+\.(?:com|net|org|info|biz|shop|store|online|xyz|top|ru|cn|in|io|me)\b/i
const ADDRESS = /\S@\S+\.\S/
const REPEATED = /(.)\1{9}/su
const SHOUTED_LETTERS = 20

/** Whether a person should look at it: it leads elsewhere, shouts, or repeats a character ten times. */
export function looksLikeSpam(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0
  const shouts = letters >= SHOUTED_LETTERS && capitals > 0.7 * letters
  return shouts || LINK.test(text) || ADDRESS.test(text) || REPEATED.test(text)
}

/** A review that is what it was no more; `undefined` is one that is not there. */
export type StatusChange = {
  product_id: string
  rating: number
  from: Status | undefined
  to: Status | undefined
}

/** How many reviews of each rating come to be shown, or cease to be, by product; `stars` from one star to five. */
export function ratingDeltas(changes: readonly StatusChange[]): { product_id: string; stars: number[] }[] {
  const byProduct = new Map<string, number[]>()
  for (const { product_id, rating, from, to } of changes) {
    const delta = Number(to === 'approved') - Number(from === 'approved')
    if (delta === 0) continue
    const stars = byProduct.get(product_id) ?? [0, 0, 0, 0, 0]
    stars[rating - 1] = (stars[rating - 1] ?? 0) + delta
    byProduct.set(product_id, stars)
  }
  return [...byProduct].map(([product_id, stars]) => ({ product_id, stars }))
}
