// The few cookies of a shop: which market was chosen, which cart, which session. No script can read them.

export type SetCookie = { name: string; value: string; maxAgeSeconds: number }

const MAX_COOKIES = 50

/** By name; of two with one name the first, which belongs to the longer path (RFC 6265, 5.4). */
export function readCookies(header: string): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of header.split(';', MAX_COOKIES)) {
    const at = pair.indexOf('=')
    const name = pair.slice(0, at).trim()
    if (at > 0 && !cookies.has(name)) cookies.set(name, decoded(pair.slice(at + 1).trim()))
  }
  return cookies
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return ''
  }
}

/** @param isHttps whether the shop is visited so: such a cookie never goes out in the clear */
export const cookieHeader = ({ name, value, maxAgeSeconds }: SetCookie, isHttps: boolean): string =>
  `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${isHttps ? '; Secure' : ''}`
