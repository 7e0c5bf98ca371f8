// How the gateway hands a request to a worker: in the same process, or over HTTP with two headers of its own.
import { type Grant, tokenVerifier } from '../auth/token.ts'
import { DomainError } from '../errors.ts'
import { type FairOptions, fairly } from '../fair.ts'
import type { Log } from '../log.ts'
import { after, recovering, type Soon } from '../soon.ts'
import { CLIENT_HEADER, type Client } from './client.ts'
import { toProblem } from './problem.ts'

/** What a worker is told beside the request itself. */
export type Envelope = {
  grant: Grant
  requestId: string
  client: () => Client
  /** When it is asked, for what this process tells of the past; without, it is now. Not sent over HTTP. */
  now?: Date
  /** Of a request for a page of the store's shop. */
  visit?: Visit | undefined
}
/** By which address a visitor came, as in `https://shop.example`, and with which cookies. APIs never see those. */
export type Visit = { origin: string; cookie: string }
export type Dispatch = (request: Request, envelope: Envelope) => Soon<Response>

export const TOKEN_HEADER = 'x-storeplane-token'
export const REQUEST_ID_HEADER = 'x-request-id'
/** How the gateway tells a worker of a visit. */
export const ORIGIN_HEADER = 'x-storeplane-origin'
export const COOKIE_HEADER = 'x-storeplane-cookie'
/** The session of a signed-in shopper; `Authorization` carries the store's key. */
export const CUSTOMER_TOKEN_HEADER = 'x-customer-token'

/** What one worker is asked at once, by one gateway or by all; the rest waits its turn, tenant by tenant. */
export const WORKER_SHARES: FairOptions = {
  total: 256,
  perKey: 64,
  perTurn: 2,
  maxWaiting: 1_000,
  maxWaitMs: 10_000,
}

/** The worker's end of HTTP: whoever calls is believed what a token of the gateway says, and nothing else. */
export function acceptHttp(
  dispatch: Dispatch,
  { shard, tokenSecret, log }: { shard: string; tokenSecret: string; log: Log },
): (request: Request) => Soon<Response> {
  const verify = tokenVerifier(tokenSecret, shard)
  const inTurn = fairly(WORKER_SHARES)
  return (request) => {
    const requestId = request.headers.get(REQUEST_ID_HEADER) ?? ''
    return recovering(
      () => {
        const token = request.headers.get(TOKEN_HEADER)
        if (token === null) throw new DomainError('invalid_credentials', 'Workers answer the gateway only.')
        return after(verify(token), (grant) =>
          inTurn(
            grant.tenantId ?? '',
            () =>
              dispatch(request, {
                grant,
                requestId,
                client: () => forwardedClient(request),
                visit: forwardedVisit(request),
              }),
            () => request.signal,
          ),
        )
      },
      (error) => toProblem(error, requestId, log.child({ request_id: requestId })),
    )
  }
}

const forwardedClient = ({ headers }: Request): Client => ({
  address: headers.get(CLIENT_HEADER) ?? '',
  userAgent: headers.get('user-agent') ?? '',
})

function forwardedVisit({ headers }: Request): Visit | undefined {
  const origin = headers.get(ORIGIN_HEADER)
  return origin === null ? undefined : { origin, cookie: headers.get(COOKIE_HEADER) ?? '' }
}
