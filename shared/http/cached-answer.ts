// Answers that are kept, and those who have them already.
import { createHash } from 'node:crypto'
import type { Slot } from '../cache/cache.ts'
import type { BaseCtx } from '../context.ts'
import type { Route } from './route.ts'

/** An answer that is the same for all who may have it. */
export type SharedAnswer = {
  /** In UTF-8, so that it is not encoded for each who asks. */
  readonly body: Uint8Array<ArrayBuffer>
  readonly etag: string
  /** Its Content-Type. */
  readonly type: string
}

export type CachedAnswer<C extends BaseCtx> = SharedAnswer & {
  /** Which gave it. */
  readonly route: Route<C>
}

export type AnswerCache<C extends BaseCtx> = {
  /** The tenant's answer under a key, if it is known to be current. */
  get: (tenantId: string, key: string) => CachedAnswer<C> | undefined
  /** The same, or else the body that `load` gives. */
  load: (ctx: C, slot: Slot<CachedAnswer<C>>, load: () => Promise<string>) => Promise<CachedAnswer<C>>
}

export const readAnswer = <C extends BaseCtx>(body: string, route: Route<C>): CachedAnswer<C> => ({
  body: Buffer.from(body),
  route,
  type: typeOf(route),
  etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`,
})

/** Path and query as they were sent: whatever gets a 200 gets the same one again. */
export const keyOf = (url: string): string => url.slice(url.indexOf('/', url.indexOf('//') + 2))

// On the base host the key names the store, so that one address has many answers. Which pages may read it depends on theirs.
const SHARED = { 'cache-control': 'no-cache', vary: 'authorization, origin' }

/** Whether an answer with these headers is whole and one of `answerTo`. */
export const isShared = (status: number, headers: Readonly<Record<string, unknown>>): boolean =>
  status === 200 && headers.etag !== undefined && headers.vary === SHARED.vary

/** 304 when the client has this very answer (RFC 9110, 13.1.2), else the answer. */
export function answerTo(request: Request, { body, etag, type }: SharedAnswer): Response {
  const headers = { etag, ...SHARED }
  if (isAmong(etag, request.headers.get('if-none-match'))) return new Response(null, { status: 304, headers })
  const known = { 'content-type': type, 'content-length': String(body.byteLength) }
  return new Response(body, { status: 200, headers: { ...known, ...headers } })
}

/** Weak comparison. Our tags hold no quotes and commas, so one stands in a list where its text does. */
export const isAmong = (etag: string, list: string | null): boolean =>
  list !== null && (list.includes(etag) || list.trim() === '*')

/** What a route answers with, as a Content-Type. */
export const typeOf = <C extends BaseCtx>({ responseType }: Route<C>): string =>
  responseType === 'text/csv' ? 'text/csv; charset=utf-8' : 'application/json'
