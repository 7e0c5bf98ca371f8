// What every answer tells browsers: made once, because it goes out with each.

import type { BlockList } from 'node:net'
import { isWithin } from '../../shared/http/client.ts'
import { DATA_HEADERS } from '../../shared/http/security.ts'
import { isShopperApi } from './cors.ts'

type Headers = Readonly<Record<string, string>>

/** Shops stand on origins of their own, and show pictures of the store there. */
const SHOP: Headers = { ...DATA_HEADERS, 'cross-origin-resource-policy': 'cross-origin' }
/** A year. Not for the names below: those of a merchant's own domain are not ours. */
const OVER_HTTPS: Headers = { 'strict-transport-security': 'max-age=31536000' }
const DATA_OVER_HTTPS: Headers = { ...DATA_HEADERS, ...OVER_HTTPS }
const SHOP_OVER_HTTPS: Headers = { ...SHOP, ...OVER_HTTPS }

export const securityHeaders = (path: string, isHttps: boolean): Headers =>
  isShopperApi(path) ? (isHttps ? SHOP_OVER_HTTPS : SHOP) : isHttps ? DATA_OVER_HTTPS : DATA_HEADERS

/** Tells whether a request came by HTTPS, as only a proxy of ours can say. Remembers the proxy that asked last. */
export function httpsOf(proxies: BlockList): (request: Request, peer: string | undefined) => boolean {
  let last: string | undefined
  let isTrusted = isWithin(proxies, LOOPBACK)
  return (request, peer) => {
    if (request.headers.get('x-forwarded-proto') !== 'https') return false
    if (peer !== last) {
      last = peer
      isTrusted = isWithin(proxies, peer ?? LOOPBACK)
    }
    return isTrusted
  }
}

const LOOPBACK = '127.0.0.1'
