// Which store a host name means.

/** `domain`: a name that is none of the installation's own, in lower case and without port. */
export type Target = { kind: 'platform' } | { kind: 'store'; slug: string } | { kind: 'domain'; name: string }

/** Where a store is reached at its own address, as people reach the installation: the same scheme and port. */
export function storeUrlOf(
  slug: string,
  { publicUrl, baseDomain }: { publicUrl: string; baseDomain: string },
): string {
  const { protocol, port } = new URL(publicUrl)
  return `${protocol}//${slug}.${baseDomain}${port === '' ? '' : `:${port}`}`
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * @param host the Host header, with or without a port
 * @param baseDomain the installation's own name; stores are one label below it. On `localhost` the loopback addresses count too.
 */
export function resolveHost(host: string, baseDomain: string): Target {
  const name = host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')
  if (name === baseDomain || (baseDomain === 'localhost' && LOOPBACK.has(name))) return { kind: 'platform' }
  if (!name.endsWith(`.${baseDomain}`)) return { kind: 'domain', name }
  const slug = name.slice(0, -baseDomain.length - 1)
  return slug === '' || slug.includes('.') ? { kind: 'domain', name } : { kind: 'store', slug }
}
