// How the gateway hands a request to a worker: in the same process, or over HTTP with two headers of its own.
import { type Grant, tokenVerifier } from '../auth/token.ts'
import { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'
import { toProblem } from './problem.ts'

/** What a worker is told beside the request itself. */
type Envelope = { grant: Grant; requestId: string }
export type Dispatch = (request: Request, envelope: Envelope) => Promise<Response>

export const TOKEN_HEADER = 'x-storeplane-token'
export const REQUEST_ID_HEADER = 'x-request-id'

/** The worker's end of HTTP: whoever calls is believed what a token of the gateway says, and nothing else. */
export function acceptHttp(
  dispatch: Dispatch,
  { shard, tokenSecret, log }: { shard: string; tokenSecret: string; log: Log },
): (request: Request) => Promise<Response> {
  const verify = tokenVerifier(tokenSecret, shard)
  return async (request) => {
    const requestId = request.headers.get(REQUEST_ID_HEADER) ?? ''
    try {
      const token = request.headers.get(TOKEN_HEADER)
      if (token === null) throw new DomainError('invalid_credentials', 'Workers answer the gateway only.')
      return await dispatch(request, { grant: await verify(token), requestId })
    } catch (error) {
      return toProblem(error, requestId, log.child({ request_id: requestId }))
    }
  }
}
