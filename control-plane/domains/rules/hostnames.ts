// Which names a store may claim.

/** What proves a claim stands at this label below the name itself. */
export const PROOF_LABEL = '_storeplane'

const MAX_NAME = 253
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
/** Top-level domains that the public DNS will never hold (RFC 6761, RFC 6762, RFC 7686, ICANN's reservation of internal). */
const NOT_PUBLIC = new Set(['localhost', 'local', 'internal', 'invalid', 'onion', 'arpa'])
/** Second-level names below which most countries sell names: nobody's own. */
const SOLD_BELOW = new Set(['co', 'com', 'net', 'org', 'gov', 'edu', 'ac', 'mil'])

/** What people write who mean something other than a name; undefined when `text` can be one, in any script. */
export function notAName(text: string): string | undefined {
  if (text.includes('*')) return 'may not be a wildcard: add each name by itself'
  if (/[/?#@\\]/.test(text))
    return 'must be a host name alone, such as www.example.com, without https:// and path'
  if (text.includes(':')) return 'must be a host name without a port'
  if (/[\s%[\]]/.test(text)) return 'is not a host name'
  return undefined
}

/**
 * Why a name cannot be a domain of a store, or undefined when it can (RFC 1123, RFC 5891).
 * @param hostname in lower case and ASCII
 */
export function hostnameFault(hostname: string): string | undefined {
  const labels = hostname.split('.')
  const top = labels.at(-1) ?? ''
  if (`${PROOF_LABEL}.${hostname}`.length > MAX_NAME)
    return `may have at most ${MAX_NAME - PROOF_LABEL.length - 1} characters`
  if (/^\d+$/.test(top)) return 'must be a name, not an address'
  if (!labels.every((label) => LABEL.test(label)))
    return 'must be labels of up to 63 letters, digits and inner hyphens, with dots between them'
  if (labels.some((label) => label.slice(2, 4) === '--' && !label.startsWith('xn--')))
    return 'may not have two hyphens in the third and fourth place of a label'
  if (labels.length < 2) return 'must have a top-level domain, as www.example.com has'
  if (NOT_PUBLIC.has(top)) return `.${top} is not in the public DNS`
  if (labels.length === 2 && top.length === 2 && SOLD_BELOW.has(labels[0] ?? ''))
    return 'is one under which names are sold, not one of its own'
  return undefined
}

/** Whether a name belongs to somebody that answers at `domain`: it is that name, or below it. */
export const isUnder = (hostname: string, domain: string): boolean =>
  hostname === domain || hostname.endsWith(`.${domain}`)
