// Where a request comes from: the first address on its way that is not one of our own proxies.
import { BlockList, isIP } from 'node:net'

export type Client = { readonly address: string; readonly userAgent: string }

export const NO_CLIENT: Client = { address: '', userAgent: '' }
/** How the gateway tells a worker the client's address. */
export const CLIENT_HEADER = 'x-storeplane-client'

const MAX_USER_AGENT = 300

/** Whether `text` is an address or a network, as `networks` takes them. */
export function isNetwork(text: string): boolean {
  const [, address = '', bits = '0'] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const version = isIP(address)
  return version !== 0 && Number(bits) <= (version === 4 ? 32 : 128)
}

/** Addresses and networks (`10.0.0.0/8`) by which an address can be looked up. Throws for what is neither. */
export function networks(list: readonly string[]): BlockList {
  const known = new BlockList()
  for (const item of list) {
    const [address = '', bits] = item.split('/')
    const version = isIP(address)
    if (version === 0) throw new Error(`${item} is no address or network.`)
    known.addSubnet(address, bits === undefined ? (version === 4 ? 32 : 128) : Number(bits), family(version))
  }
  return known
}

/** Whether `address` lies in one of them; an IPv4 address in its IPv6 form counts as itself. */
export function isWithin(known: BlockList, address: string): boolean {
  const plain = plainAddress(address)
  const version = isIP(plain)
  return version !== 0 && known.check(plain, family(version))
}

const family = (version: number) => (version === 6 ? 'ipv6' : 'ipv4')
const plainAddress = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '')

/**
 * The client of a request.
 * @param peer the other end of the connection; without one, the request was made in this process
 * @param proxies those whose `X-Forwarded-For` is believed
 */
export function clientOf(request: Request, peer: string | undefined, proxies: BlockList): Client {
  const hops = (request.headers.get('x-forwarded-for') ?? '')
    .split(',')
    .map((hop) => plainAddress(hop.trim()))
  let address = plainAddress(peer ?? '127.0.0.1')
  while (isWithin(proxies, address)) {
    const hop = hops.pop()
    if (hop === undefined || isIP(hop) === 0) break
    address = hop
  }
  return { address, userAgent: (request.headers.get('user-agent') ?? '').slice(0, MAX_USER_AGENT) }
}

/** What counts as one place: an IPv4 address, or the 64 bits of an IPv6 address that a customer of a provider is given (RFC 6177). */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail] = address.toLowerCase().split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const first = groups(head)
  const last = groups(tail ?? '')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length)
  const all = [...first, ...Array.from({ length: zeros }, () => '0'), ...last]
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
