// How a request reaches its worker when that runs elsewhere: HTTP over kept-alive connections.
import type { IncomingHttpHeaders } from 'node:http'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { type Dispatcher, Pool } from 'undici'
import type { Grant } from '../../shared/auth/token.ts'
import { DomainError } from '../../shared/errors.ts'
import { addressOf } from '../../shared/http/address.ts'
import { CLIENT_HEADER } from '../../shared/http/client.ts'
import {
  COOKIE_HEADER,
  type Dispatch,
  type Envelope,
  ORIGIN_HEADER,
  REQUEST_ID_HEADER,
  TOKEN_HEADER,
  WORKER_SHARES,
} from '../../shared/http/dispatch.ts'
import { keepingAnswers, type WorkerAnswer } from './answers.ts'

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
  CLIENT_HEADER,
  ORIGIN_HEADER,
  COOKIE_HEADER,
])

const ANSWER_TIMEOUT_MS = 30_000
/** A worker closes what was idle for 5 s; the gateway does so first, so that no request meets a connection that closes. */
const IDLE_TIMEOUT_MS = 3_000
/** A body up to this size is read before it is passed on, which costs less than to stream it. So is an answer. */
const WHOLE_BODY_BYTES = 1024 * 1024

export type HttpTransport = { dispatch: Dispatch; close: () => Promise<void> }

/**
 * A transport to the worker at `url`, which takes a token for each grant. Failures are `unavailable` when nothing was
 * sent, else `bad_gateway`.
 */
export function httpTransport(url: string, sign: (grant: Grant) => Promise<string>): HttpTransport {
  const pool = new Pool(url, {
    connections: WORKER_SHARES.total,
    headersTimeout: ANSWER_TIMEOUT_MS,
    bodyTimeout: ANSWER_TIMEOUT_MS,
    keepAliveTimeout: IDLE_TIMEOUT_MS,
    keepAliveMaxTimeout: IDLE_TIMEOUT_MS,
  })
  const send = async (
    request: Request,
    { grant, requestId, client, visit }: Envelope,
  ): Promise<WorkerAnswer> => {
    const { path, search } = addressOf(request.url)
    const headers: Record<string, string> = {
      [TOKEN_HEADER]: await sign(grant),
      [REQUEST_ID_HEADER]: requestId,
      [CLIENT_HEADER]: client().address,
      ...(visit && { [ORIGIN_HEADER]: visit.origin, [COOKIE_HEADER]: visit.cookie }),
    }
    for (const [name, value] of request.headers) if (!NOT_FORWARDED.has(name)) headers[name] = value
    const body = await bodyOf(request)
    const options = { method: request.method, path: path + search, headers, body }
    return ask(pool, options)
      .catch((error: unknown) => {
        // The worker closed the connection as the request came in: to ask again what only reads does no harm.
        if (isRead(request) && CLOSED.has(codeOf(error))) return ask(pool, options)
        throw error
      })
      .catch((error: unknown) => {
        throw request.signal.aborted ? clientGone() : unreachable(error)
      })
  }
  return { dispatch: keepingAnswers(send, respond), close: () => pool.destroy() }
}

function respond({ status, headers, body }: WorkerAnswer): Response {
  const hasBody = status !== 204 && status !== 304
  return new Response(hasBody ? body : null, { status, headers: passedOn(headers) })
}

async function bodyOf(request: Request): Promise<Uint8Array | Readable | null> {
  if (isRead(request)) return null
  const length = request.headers.get('content-length')
  if (length !== null && Number(length) <= WHOLE_BODY_BYTES)
    return request.arrayBuffer().then(Buffer.from, () => Promise.reject(clientGone()))
  return request.body === null ? null : Readable.fromWeb(request.body as NodeReadableStream)
}

const isRead = ({ method }: Request) => method === 'GET' || method === 'HEAD'

const clientGone = () => new DomainError('malformed_request', 'The client is gone.')

/**
 * Reads the answer to its end before any of it is passed on: a worker that dies halfway is a problem, not half an answer.
 * A file may be too large for that; its receiver knows by its length that half of it is missing.
 */
const ask = (pool: Pool, options: Dispatcher.DispatchOptions): Promise<WorkerAnswer> =>
  new Promise((resolve, reject) => {
    let status = 0
    let headers: IncomingHttpHeaders = {}
    const chunks: Buffer<ArrayBuffer>[] = []
    let stream: Passage | undefined
    pool.dispatch(options, {
      onRequestStart: () => {},
      onResponseStart: (controller, given, fields) => {
        status = given
        headers = fields
        if (Number(fields['content-length'] ?? 0) <= WHOLE_BODY_BYTES) return
        stream = openPassage(controller)
        resolve({ status, headers, body: stream.body })
      },
      onResponseData: (_controller, chunk) => {
        if (stream === undefined) chunks.push(chunk as Buffer<ArrayBuffer>)
        else stream.pass(chunk)
      },
      onResponseEnd: () => {
        if (stream !== undefined) return stream.end()
        resolve({
          status,
          headers,
          body: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks),
        })
      },
      onResponseError: (_controller, error) => {
        stream?.fail(error)
        reject(error)
      },
    })
  })

type Passage = {
  body: ReadableStream<Uint8Array>
  pass: (chunk: Uint8Array) => void
  end: () => void
  fail: (error: Error) => void
}

/** Passes an answer on as fast as its receiver takes it. */
function openPassage(worker: Dispatcher.DispatchController): Passage {
  let out: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      out = controller
    },
    pull: () => worker.resume(),
    cancel: () => worker.abort(clientGone()),
  })
  return {
    body,
    pass: (chunk) => {
      // The first after a pause: to pause again would be to stand still.
      if (chunk.length === 0) return
      out?.enqueue(chunk)
      if ((out?.desiredSize ?? 0) <= 0) worker.pause()
    },
    end: () => out?.close(),
    fail: (error) => out?.error(error),
  }
}

/** A plain object, which is cheap to answer with, unless a header stands there more than once. */
function passedOn(headers: WorkerAnswer['headers']): Record<string, string> | [string, string][] {
  const single: Record<string, string> = {}
  const all: [string, string][] = []
  for (const [name, value] of Object.entries(headers)) {
    if (NOT_FORWARDED.has(name) || value === undefined) continue
    if (typeof value === 'string') single[name] = value
    for (const item of [value].flat()) all.push([name, item])
  }
  return Object.keys(single).length === all.length ? single : all
}

const CLOSED = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])
const NOT_SENT = new Set(['ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT', 'ENOTFOUND', 'EHOSTUNREACH'])

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

function unreachable(error: unknown): DomainError {
  return NOT_SENT.has(codeOf(error))
    ? new DomainError('unavailable', 'The store cannot be reached just now. Try again.', { retryAfter: 1 })
    : new DomainError(
        'bad_gateway',
        'The store stopped answering. A write may or may not have happened: repeat it with the same Idempotency-Key.',
        { retryAfter: 1 },
      )
}
