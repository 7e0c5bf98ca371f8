// Answers that are kept, and those who have them already.
import { createHash } from 'node:crypto'
import type { Slot } from '../cache/cache.ts'

export type CachedAnswer = { readonly body: string; readonly etag: string }

export type AnswerCache<C> = {
  /** The answer of the caller's store under a key, if it is known to be current. */
  get: (ctx: C, key: string) => CachedAnswer | undefined
  /** The same, or else the body that `load` gives. */
  load: (ctx: C, slot: Slot<CachedAnswer>, load: () => Promise<string>) => Promise<CachedAnswer>
}

export const readAnswer = (body: string): CachedAnswer => ({
  body,
  etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`,
})

/** Path and query as they were sent: whatever gets a 200 gets the same one again. */
export const keyOf = (url: string): string => url.slice(url.indexOf('/', url.indexOf('//') + 2))

/** 304 when the client has this very answer (RFC 9110, 13.1.2), else the answer. */
export function answerTo(request: Request, { body, etag }: CachedAnswer, type: string): Response {
  // On the base host the key names the store, so that one address has many answers.
  const headers = { etag, 'cache-control': 'no-cache', vary: 'authorization' }
  if (isAmong(etag, request.headers.get('if-none-match'))) return new Response(null, { status: 304, headers })
  return new Response(body, { status: 200, headers: { 'content-type': type, ...headers } })
}

/** Weak comparison. Our tags hold no quotes and commas, so one stands in a list where its text does. */
const isAmong = (etag: string, list: string | null): boolean =>
  list !== null && (list.includes(etag) || list.trim() === '*')
