// How a request reaches its worker when that runs elsewhere: HTTP over kept-alive connections.
import { Readable } from 'node:stream'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { Pool } from 'undici'
import type { Grant } from '../../shared/auth/token.ts'
import { DomainError } from '../../shared/errors.ts'
import { type Dispatch, REQUEST_ID_HEADER, TOKEN_HEADER } from '../../shared/http/dispatch.ts'

// Of one connection only (RFC 9110, 7.6.1), or ours to set.
const NOT_FORWARDED = new Set([
  'connection',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'expect',
  'authorization',
  'cookie',
  TOKEN_HEADER,
  REQUEST_ID_HEADER,
])

const CONNECTIONS = 64
const ANSWER_TIMEOUT_MS = 30_000

export type HttpTransport = { dispatch: Dispatch; close: () => Promise<void> }

/** A transport to the worker at `url`, which takes a token for each grant. Failures are `unavailable` when nothing was sent, else `bad_gateway`. */
export function httpTransport(url: string, sign: (grant: Grant) => Promise<string>): HttpTransport {
  const pool = new Pool(url, {
    connections: CONNECTIONS,
    headersTimeout: ANSWER_TIMEOUT_MS,
    bodyTimeout: ANSWER_TIMEOUT_MS,
  })
  const dispatch: Dispatch = async (request, { grant, requestId }) => {
    const token = await sign(grant)
    const { pathname, search } = new URL(request.url)
    const headers: Record<string, string> = { [TOKEN_HEADER]: token, [REQUEST_ID_HEADER]: requestId }
    for (const [name, value] of request.headers) if (!NOT_FORWARDED.has(name)) headers[name] = value
    const { answer, body } = await pool
      .request({
        method: request.method as 'GET',
        path: pathname + search,
        headers,
        body: request.body === null ? null : Readable.fromWeb(request.body as NodeReadableStream),
      })
      // Read to its end before any of it is passed on: a worker that dies halfway is a problem, not half an answer.
      .then(async (answer) => ({ answer, body: await answer.body.bytes() }))
      .catch((error: unknown) => {
        if (request.signal.aborted) throw new DomainError('malformed_request', 'The client is gone.')
        throw unreachable(error)
      })
    const answerHeaders = new Headers()
    for (const [name, value] of Object.entries(answer.headers)) {
      if (NOT_FORWARDED.has(name) || value === undefined) continue
      for (const item of [value].flat()) answerHeaders.append(name, item)
    }
    const hasBody = answer.statusCode !== 204 && answer.statusCode !== 304
    return new Response(hasBody ? body : null, { status: answer.statusCode, headers: answerHeaders })
  }
  return { dispatch, close: () => pool.destroy() }
}

const NOT_SENT = new Set(['ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT', 'ENOTFOUND', 'EHOSTUNREACH'])

function unreachable(error: unknown): DomainError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return NOT_SENT.has(code)
    ? new DomainError('unavailable', 'The store cannot be reached just now. Try again.', { retryAfter: 1 })
    : new DomainError(
        'bad_gateway',
        'The store stopped answering. A write may or may not have happened: repeat it with the same Idempotency-Key.',
        { retryAfter: 1 },
      )
}
