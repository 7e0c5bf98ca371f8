// Which names a store's address may have.

// Names of our own hosts, of mail and web infrastructure, and those that could pass for us.
const RESERVED = new Set(
  `account accounts admin api app apps assets auth autoconfig autodiscover beta billing blog cdn checkout console control
  dashboard demo dev dns docs email files ftp gateway git graphql grafana help host hostmaster images imap internal invoice
  localhost login logout mail media metrics mobile mx ns ns1 ns2 oauth ops pay payment payments platform pop pop3 postmaster
  prometheus proxy public root sandbox secure security shop shops signin signup smtp ssl staff stage staging static status
  store storeplane stores support sys system telemetry test testing tracking upload usage vpn webhook webhooks webmail
  webmaster worker workers www www1 www2`.split(/\s+/),
)

/** Why a slug cannot be a store's address, or undefined when it can: a DNS label (RFC 1035, RFC 5891) that nobody else needs. */
export function slugFault(slug: string): string | undefined {
  if (slug.length < 3 || slug.length > 63) return 'must have 3 to 63 characters'
  if (!/^[a-z0-9-]+$/.test(slug)) return 'may hold only lower-case letters a-z, digits and hyphens'
  if (slug.startsWith('-') || slug.endsWith('-')) return 'may not begin or end with a hyphen'
  if (slug.slice(2, 4) === '--') return 'may not have two hyphens in the third and fourth place'
  if (/^\d+$/.test(slug)) return 'may not be a number'
  if (RESERVED.has(slug)) return 'is reserved'
  return undefined
}
