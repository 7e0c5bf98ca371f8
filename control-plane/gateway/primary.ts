// Pages have one address: those at a store's other names lead to its primary domain. The APIs answer at every name.
import { addressOf } from '../../shared/http/address.ts'
import { isPagePath } from '../../shared/http/paths.ts'

/**
 * Leads a page to the same place at the primary domain; undefined when it is there, or is no page.
 * @param isHttps whether the visitor came by HTTPS
 */
export function leadToPrimary(
  request: Request,
  primary: string | undefined,
  isHttps: boolean,
): Response | undefined {
  const { host, path, search } = addressOf(request.url)
  const { method } = request
  if (primary === undefined || (method !== 'GET' && method !== 'HEAD') || !isPagePath(path)) return undefined
  const [, name = '', port = ''] = /^(.*?)\.?(:\d+)?$/.exec(host) ?? []
  if (name.toLowerCase() === primary) return undefined
  // Browsers keep a 308 for good unless told otherwise, and then would lead in a circle when the primary domain changes.
  return new Response(null, {
    status: 308,
    headers: {
      location: `${isHttps ? 'https' : 'http'}://${primary}${port}${path}${search}`,
      'cache-control': 'no-cache',
    },
  })
}
