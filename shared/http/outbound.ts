// Requests to addresses that stores name. They reach the internet and never the installation's own network: a name is
// resolved once, all that it resolves to is checked, and the connection goes to an address that was.
import { type LookupAddress, lookup } from 'node:dns'
import { isIP } from 'node:net'
import { Agent, request } from 'undici'
import { isWithin, networks } from './client.ts'

// What is not the public internet by the registries of IANA for special purposes (RFC 6890), and where clouds tell machines
// about themselves outside of those.
const NOT_PUBLIC_4 = networks([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
])
/** Of IPv6 only this is handed out, and not all of it. */
const PUBLIC_6 = networks(['2000::/3'])
const NOT_PUBLIC_6 = networks(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'])

/** Whether an address belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (isIP(plain) === 4) return !isWithin(NOT_PUBLIC_4, plain)
  return isIP(plain) === 6 && isWithin(PUBLIC_6, plain) && !isWithin(NOT_PUBLIC_6, plain)
}

/** Why a request was not answered: its target may not be reached, or nothing usable came back. */
export class OutboundError extends Error {
  readonly reason: 'forbidden_target' | 'no_answer' | 'timeout' | 'too_large'

  constructor(reason: OutboundError['reason'], message: string) {
    super(message)
    this.name = 'OutboundError'
    this.reason = reason
  }
}

type OutboundAnswer = { status: number; text: string }
type OutboundRequest = {
  method: 'GET' | 'POST'
  headers: Readonly<Record<string, string>>
  body?: string
}

export type Outbound = {
  /** Sends a request and gives the answer as it is; redirects are not followed. Throws OutboundError. */
  send: (url: string, init: OutboundRequest) => Promise<OutboundAnswer>
  /** What is wrong with an address, by its text alone; undefined if nothing is. */
  faultOf: (url: string) => string | undefined
}

export type OutboundOptions = {
  /** Lets requests go to the installation's own network, and by plain HTTP: for development and tests. */
  allowPrivate: boolean
  /** Until the whole answer is there. */
  timeoutMs?: number
  maxBytes?: number
  /** How names are resolved. */
  resolve?: (name: string) => Promise<readonly LookupAddress[]>
}

const TIMEOUT_MS = 15_000
const MAX_BYTES = 256 * 1024

function targetFault(url: string, allowPrivate: boolean): string | undefined {
  if (!URL.canParse(url)) return 'is no URL'
  const { protocol, username, password, hostname } = new URL(url)
  if (protocol !== 'https:' && !(allowPrivate && protocol === 'http:')) return 'must be an https:// URL'
  if (username !== '' || password !== '') return 'may hold no user name or password'
  const literal = hostname.replace(/^\[|\]$/g, '')
  if (!allowPrivate && isIP(literal) !== 0 && !isPublicAddress(literal))
    return 'is not on the public internet'
  return undefined
}

export function openOutbound({
  allowPrivate,
  timeoutMs = TIMEOUT_MS,
  maxBytes = MAX_BYTES,
  resolve = resolveAll,
}: OutboundOptions): Outbound {
  const send: Outbound['send'] = async (url, { method, headers, body }) => {
    const fault = targetFault(url, allowPrivate)
    if (fault !== undefined) throw new OutboundError('forbidden_target', `The address ${fault}.`)
    // Of one request, so that no connection of before is used for a name that leads elsewhere now.
    const agent = new Agent({ connect: { lookup: checkedLookup(resolve, allowPrivate), timeout: timeoutMs } })
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      const answer = await request(url, {
        method,
        headers: { 'user-agent': 'Storeplane', ...headers },
        ...(body === undefined ? {} : { body }),
        dispatcher: agent,
        signal,
      })
      return { status: answer.statusCode, text: await readBounded(answer.body, maxBytes) }
    } catch (error) {
      throw outboundError(error, signal)
    } finally {
      await agent.destroy()
    }
  }
  return { send, faultOf: (url) => targetFault(url, allowPrivate) }
}

type Lookup = (
  name: string,
  options: { all?: boolean | undefined },
  done: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
) => void

/** Stands in the place of the connection's own look-up, so what it connects to is what was checked. */
function checkedLookup(resolve: NonNullable<OutboundOptions['resolve']>, allowPrivate: boolean): Lookup {
  return (name, { all }, done) => {
    resolve(name).then(
      (addresses) => {
        const [first] = addresses
        const isReachable = allowPrivate || addresses.every(({ address }) => isPublicAddress(address))
        if (first === undefined || !isReachable)
          done(
            new OutboundError('forbidden_target', 'The name leads into a network that may not be reached.'),
            '',
          )
        else if (all === true) done(null, [...addresses])
        else done(null, first.address, first.family)
      },
      (error) => done(error, ''),
    )
  }
}

const resolveAll = (name: string): Promise<LookupAddress[]> =>
  new Promise((done, fail) =>
    lookup(name, { all: true, verbatim: true }, (error, addresses) =>
      error === null ? done(addresses) : fail(error),
    ),
  )

async function readBounded(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > maxBytes) throw new OutboundError('too_large', 'The answer is too long.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function outboundError(error: unknown, signal: AbortSignal): OutboundError {
  if (error instanceof OutboundError) return error
  const cause = error instanceof Error ? error.cause : undefined
  if (cause instanceof OutboundError) return cause
  return signal.aborted
    ? new OutboundError('timeout', 'The answer took too long.')
    : new OutboundError('no_answer', 'There was no answer.')
}
