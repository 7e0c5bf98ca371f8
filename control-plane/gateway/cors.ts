// Storefronts run on any origin, so the shopper API may be read from any, unless its store names those that may. It takes no
// cookies.
import { DomainError } from '../../shared/errors.ts'

type Headers = Readonly<Record<string, string>>

export const isShopperApi = (path: string) => path.startsWith('/store/v1/')

/** What lets a page read an answer at `path`: of any origin when none are named. Nothing for the other APIs. */
export function corsHeaders(request: Request, path: string, origins: readonly string[] | null): Headers {
  if (!isShopperApi(path)) return NONE
  if (origins === null) return ANY_ORIGIN
  const origin = request.headers.get('origin')
  return origin !== null && origins.includes(origin)
    ? { ...ANY_ORIGIN, ...BY_ORIGIN, 'access-control-allow-origin': origin }
    : BY_ORIGIN
}

const NONE: Headers = {}
const ANY_ORIGIN: Headers = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'etag, x-request-id, retry-after, idempotency-replayed, ratelimit-policy, ratelimit',
}
const BY_ORIGIN: Headers = { vary: 'origin' }

/** The answer to a CORS preflight of the shopper API, otherwise undefined. Throws `origin_not_allowed`. */
export function answerPreflight(
  request: Request,
  path: string,
  origins: readonly string[] | null,
): Response | undefined {
  if (
    request.method !== 'OPTIONS' ||
    !isShopperApi(path) ||
    !request.headers.has('access-control-request-method')
  )
    return undefined
  const origin = request.headers.get('origin') ?? ''
  if (origins !== null && !origins.includes(origin))
    throw new DomainError('origin_not_allowed', 'The store does not allow pages of this origin.', {
      refusal: { rule: 'cors', needed: origins.join(' or '), had: origin },
    })
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
