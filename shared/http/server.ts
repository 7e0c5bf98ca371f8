// An HTTP server that answers with a problem even what is not HTTP, and can be stopped without dropping what it is answering.
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  ServerResponse,
  STATUS_CODES,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener, RequestError } from '@hono/node-server'
import { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'
import { StartError } from '../process.ts'
import type { Soon } from '../soon.ts'
import { REQUEST_ID_HEADER } from './dispatch.ts'
import { toProblem } from './problem.ts'
import { newRequestId } from './request-id.ts'
import { DATA_HEADERS } from './security.ts'

export type HttpServer = { port: number; stop: () => Promise<void> }

type AnswerHeaders = Readonly<Record<string, string>>
/**
 * The answer on its way out: `added` goes with it, but for the headers of the same names that it has itself. `peer` is the
 * address at the other end of the connection.
 */
export type Outgoing = {
  added: AnswerHeaders
  readonly peer: string | undefined
  /** Calls back when the answer is out or its receiver is gone, at once if that was before. */
  whenOver: (callback: () => void) => void
}
/** `outgoing` is there when the answer goes out by a server of ours. */
export type Fetch = (request: Request, outgoing?: Outgoing) => Soon<Response>

/** Adds headers to an answer. A server adds them while it writes: to change a `Headers` costs more than all the rest. */
export function addHeaders(response: Response, outgoing: Outgoing | undefined, headers: AnswerHeaders): void {
  if (outgoing !== undefined) outgoing.added = headers
  else
    for (const [name, value] of Object.entries(headers))
      if (!response.headers.has(name)) response.headers.set(name, value)
}

// Node's own way to have answers of another kind than its own (`createServer`) is a class.
class Answer<R extends IncomingMessage = IncomingMessage> extends ServerResponse<R> implements Outgoing {
  added: AnswerHeaders = {}

  get peer(): string | undefined {
    return this.req.socket.remoteAddress
  }

  whenOver(callback: () => void): void {
    if (this.closed) callback()
    else this.once('close', callback)
  }

  // The listener gives a status and headers, if any.
  override writeHead(status: number, headers?: unknown): this {
    return super.writeHead(status, {
      ...this.added,
      ...(headers as OutgoingHttpHeaders),
      ...(isCutShort(this.req) && { connection: 'close' }),
    })
  }
}

/** An answer that goes out before the body has come leaves the rest of it on the connection: nothing may follow there. */
const isCutShort = ({ method, complete }: IncomingMessage): boolean =>
  !complete && method !== 'GET' && method !== 'HEAD'

/**
 * How long (ms) a client may take for its headers, and for its whole request; many slow ones would else hold all connections.
 * A request that is an upload over a slow line takes minutes, its headers do not.
 */
type Patience = { headersTimeout: number; requestTimeout: number; connectionsCheckingInterval: number }
const PATIENCE: Patience = {
  headersTimeout: 15_000,
  requestTimeout: 300_000,
  connectionsCheckingInterval: 5_000,
}

const DRAIN_MS = 8_000
const LOOK_FOR_IDLE_MS = 100
/** How long a refused connection stays open, so that its client can read why. */
const LINGER_MS = 1_000

/** Listens on `port` (0: any free one). `stop` takes no new connections and waits up to 8 s for open requests. */
export async function serveHttp(
  fetch: Fetch,
  port: number,
  log: Log,
  patience: Patience = PATIENCE,
): Promise<HttpServer> {
  const listener = getRequestListener(
    (request, { incoming, outgoing }) => {
      if (hostLines(incoming.rawHeaders) > 1) throw malformed('The request has more than one Host.')
      return fetch(request, outgoing as Answer)
    },
    { errorHandler: (error) => refuse(error, log) },
  )
  const underway = new WeakMap<Duplex, ServerResponse>()
  // Node's own answer to a missing Host is empty; the listener gives a problem.
  const server = createServer(
    { ...patience, requireHostHeader: false, ServerResponse: Answer },
    (incoming, outgoing) => {
      underway.set(incoming.socket, outgoing)
      return listener(incoming, outgoing)
    },
  )
  server.on('checkExpectation', listener)
  server.on('connect', (_incoming, socket) => {
    refuseConnection(socket, malformed('This is no proxy.'), log).catch(() => socket.destroy())
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const answer = underway.get(socket)
    if (answer?.headersSent === true && !answer.writableFinished) socket.destroy()
    else refuseConnection(socket, unreadable(error.code), log).catch(() => socket.destroy())
  })
  await listen(server, port)
  return { port: (server.address() as AddressInfo).port, stop: () => drain(server) }
}

/** Listens on `port` (0: any free one). Throws StartError when it cannot be had. */
export async function listen(server: Server, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, resolve))
  } catch (error) {
    const code = (error as { code?: string }).code
    if (code === 'EADDRINUSE') throw new StartError(`Port ${port} is in use by another program.`)
    if (code === 'EACCES') throw new StartError(`Port ${port} may not be opened by this user.`)
    throw error
  }
}

async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // A kept-alive connection becomes idle only when its last answer is out.
  const closing = setInterval(() => server.closeIdleConnections(), LOOK_FOR_IDLE_MS)
  const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
  await closed
  clearInterval(closing)
  clearTimeout(timer)
}

function hostLines(rawHeaders: readonly string[]): number {
  let count = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]
    if (name?.length === 4 && name.toLowerCase() === 'host') count += 1
  }
  return count
}

const malformed = (detail: string) => new DomainError('malformed_request', detail)

/** The answer to a request that no handler saw, or whose handler failed. */
function refuse(error: unknown, log: Log): Response {
  const requestId = newRequestId()
  const known =
    error instanceof RequestError ? malformed('The request has no usable Host or address.') : error
  const bound = log.child({ request_id: requestId })
  const response = toProblem(known, requestId, bound)
  bound.info({ status: response.status }, 'request refused')
  addHeaders(response, undefined, { ...DATA_HEADERS, [REQUEST_ID_HEADER]: requestId })
  return response
}

/** What Node's parser could not read. */
function unreadable(code: string | undefined): DomainError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new DomainError('headers_too_large', 'Address and headers may have at most 16 KiB together.')
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new DomainError('request_timeout', 'The request took too long to arrive.')
  return malformed('This is not valid HTTP/1.1.')
}

/** Answers on a connection whose request could not be read, and closes it: where the next one would begin is unknown. */
async function refuseConnection(socket: Duplex, error: DomainError, log: Log): Promise<void> {
  if (!socket.writable) {
    // Either our answer is under way, or the client is gone.
    if (!socket.writableEnded) socket.destroy()
    return
  }
  const response = refuse(error, log)
  const body = await response.text()
  const headers = [...response.headers, ['connection', 'close']]
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${response.status} ${STATUS_CODES[response.status]}\r\n${lines.join('')}\r\n${body}`)
  setTimeout(() => socket.destroy(), LINGER_MS).unref()
}
