// Storefronts run on any origin, so their API may be read from any. It takes no cookies.

const isShopperApi = (path: string) => path.startsWith('/store/v1/')

/** What lets a page of any origin read an answer at `path`; nothing for the other APIs. */
export const corsHeaders = (path: string): Readonly<Record<string, string>> =>
  isShopperApi(path) ? ANY_ORIGIN : {}

const ANY_ORIGIN = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'etag, x-request-id, retry-after, idempotency-replayed',
}

/** The answer to a CORS preflight of the shopper API, otherwise undefined. */
export function answerPreflight(request: Request, path: string): Response | undefined {
  if (
    request.method !== 'OPTIONS' ||
    !isShopperApi(path) ||
    !request.headers.has('access-control-request-method')
  )
    return undefined
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-methods': 'GET, POST, PATCH, PUT, DELETE',
      'access-control-allow-headers':
        'authorization, content-type, idempotency-key, if-none-match, x-customer-token',
      'access-control-max-age': '86400',
    },
  })
}
