// What an installation may demand of every request: HTTPS, and of its administrators where they are.
import type { BlockList } from 'node:net'
import type { Principal } from '../../shared/auth/permissions.ts'
import { DomainError } from '../../shared/errors.ts'
import { addressOf } from '../../shared/http/address.ts'
import { type Client, isWithin } from '../../shared/http/client.ts'

/**
 * Sends a page to its HTTPS address. Throws `https_required` for everything else: what was sent went over the wire in the
 * clear, and whoever sent it must hear of that. Our own proxies may ask in the clear.
 */
export function demandHttps(request: Request, client: Client, proxies: BlockList): Response | undefined {
  if (isWithin(proxies, client.address)) return undefined
  const { host, path, search } = addressOf(request.url)
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if (!isRead || !(path === '/' || path === '/docs' || path.startsWith('/docs/')))
    throw new DomainError(
      'https_required',
      'Send this over HTTPS. Take a key that was sent in the clear for known.',
    )
  const location = `https://${host.replace(/:\d+$/, '')}${path}${search}`
  return new Response(null, { status: 308, headers: { location } })
}

/** Throws `ip_not_allowed` for a platform administrator who is elsewhere than in `networks`; undefined: anywhere. */
export function demandAdminNetwork(
  principal: Principal,
  client: Client,
  networks: BlockList | undefined,
): void {
  if (networks === undefined || !principal.permissions.has('platform:admin')) return
  if (isWithin(networks, client.address)) return
  throw new DomainError('ip_not_allowed', 'Platform administrators are let in from certain networks only.', {
    refusal: { rule: 'platform_admin.ip', had: client.address },
  })
}
