// The cookies of the console: what they are called, how they are set, and when they count.
// On https their names carry the prefixes by which a browser refuses them from anywhere else (RFC 6265bis, 4.1.3).
import { DomainError } from '../shared/errors.ts'

export const REFRESH_PATH = '/platform/v1/sessions/refresh'
const SIGN_IN_PATH = '/platform/v1/sessions'

export type AccountCookies = {
  session?: string | undefined
  refresh?: string | undefined
  device?: string | undefined
}
type Kind = keyof AccountCookies

const COOKIES: Readonly<Record<Kind, { name: string; prefix: string; path: string }>> = {
  session: { name: 'sp_session', prefix: '__Host-', path: '/' },
  refresh: { name: 'sp_refresh', prefix: '__Secure-', path: REFRESH_PATH },
  device: { name: 'sp_device', prefix: '__Secure-', path: SIGN_IN_PATH },
}
const KINDS = Object.keys(COOKIES) as Kind[]

const isHttps = (publicUrl: string) => publicUrl.startsWith('https:')
const nameOf = (kind: Kind, publicUrl: string) =>
  (isHttps(publicUrl) ? COOKIES[kind].prefix : '') + COOKIES[kind].name

/** A header that sets a cookie; without a value it removes it. */
export function setCookie(
  kind: Kind,
  publicUrl: string,
  value?: string,
  maxAgeSeconds = 0,
): readonly [string, string] {
  const secure = isHttps(publicUrl) ? '; Secure' : ''
  const { path } = COOKIES[kind]
  return [
    'set-cookie',
    `${nameOf(kind, publicUrl)}=${value ?? ''}; Path=${path}; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`,
  ]
}

/**
 * The cookies by which a request may be authenticated: none when it shows a bearer, which goes first. Browsers send them
 * with whatever page asks, so what changes something must come from a page of the same origin. Throws `csrf_refused`.
 */
export function cookiesOf({ method, headers }: Request, publicUrl: string): AccountCookies | undefined {
  const header = headers.get('cookie')
  if (header === null || headers.has('authorization')) return undefined
  const given = new Map<string, string>()
  for (const pair of header.split(';')) {
    const [name = '', ...value] = pair.split('=')
    given.set(name.trim(), value.join('=').trim())
  }
  const found: AccountCookies = {}
  for (const kind of KINDS) {
    const value = given.get(nameOf(kind, publicUrl))
    if (value !== undefined && value !== '') found[kind] = value
  }
  if (Object.keys(found).length === 0) return undefined
  const isSafe = (method === 'GET' || method === 'HEAD') && !headers.has('upgrade')
  if (!isSafe && !isSameOrigin(headers, publicUrl))
    throw new DomainError('csrf_refused', 'A page of another origin may not do this in your name.')
  return found
}

/** By what the browser says of the page that asks, which no page can forge. */
function isSameOrigin(headers: Headers, publicUrl: string): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin'
  // The request itself does not show whether it came by https, which ends at a proxy.
  return headers.get('origin') === `${isHttps(publicUrl) ? 'https' : 'http'}://${headers.get('host')}`
}
