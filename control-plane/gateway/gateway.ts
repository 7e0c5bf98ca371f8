// The hot path: resolve the store, authenticate the caller, hand the request to the store's worker.
import { randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import type { Principal } from '../../shared/auth/permissions.ts'
import type { Pool } from '../../shared/db/connect.ts'
import { DomainError } from '../../shared/errors.ts'
import { REQUEST_ID_HEADER } from '../../shared/http/dispatch.ts'
import { healthAnswer } from '../../shared/http/health.ts'
import type { Env } from '../../shared/http/mount.ts'
import { toProblem } from '../../shared/http/problem.ts'
import type { Log } from '../../shared/log.ts'
import type { Metrics } from '../../shared/metrics.ts'
import type { AskShard, ControlCtx } from '../context.ts'
import { answerDocs } from '../docs/index.ts'
import {
  badCredentials,
  bearerOf,
  isAdminToken,
  PLATFORM_ADMIN,
  platformPrincipal,
  storePrincipal,
} from './authenticate.ts'
import { allowAnyOrigin, answerPreflight } from './cors.ts'
import type { Directory } from './directory.ts'
import type { TenantRoute } from './queries.ts'
import { resolveHost } from './resolve.ts'
import type { StoreDispatch } from './workers.ts'

export type GatewayOptions = {
  baseDomain: string
  adminToken: string | undefined
  directory: Directory
  dispatch: StoreDispatch
  askShard: AskShard
  platform: Hono<Env<ControlCtx>>
  pool: Pick<Pool, 'db' | 'transaction'>
  ready: () => Promise<boolean>
  log: Log
  metrics: Metrics
}

/** Answers any request that reaches the installation. */
export function buildGateway(options: GatewayOptions): (request: Request) => Promise<Response> {
  const { log, metrics } = options
  return async (request) => {
    const started = performance.now()
    const requestId = randomUUID()
    const { host, pathname: path } = new URL(request.url)
    const seen: Seen = { tenant: undefined }
    let response: Response
    try {
      response = await answer(options, { request, requestId, host, path, seen })
    } catch (error) {
      response = toProblem(error, requestId, log.child({ request_id: requestId, tenant_id: seen.tenant }))
    }
    setHeaders(response.headers, path, requestId)
    const seconds = (performance.now() - started) / 1000
    metrics.requests.observe(
      { part: 'gateway', method: request.method, route: apiOf(path), status: response.status },
      seconds,
    )
    log.info(
      {
        request_id: requestId,
        tenant_id: seen.tenant,
        method: request.method,
        path,
        status: response.status,
        ms: Math.round(seconds * 1000),
      },
      'request',
    )
    return response
  }
}

type Seen = { tenant: string | undefined }
/** `host` is the Host header's, unless the request names another by an absolute URL (RFC 9112, 3.2.2). */
type Incoming = { request: Request; requestId: string; host: string; path: string; seen: Seen }

async function answer(options: GatewayOptions, incoming: Incoming): Promise<Response> {
  const { request, host, path } = incoming
  const health = await healthAnswer(path, options.ready)
  if (health !== undefined) return health
  const target = resolveHost(host, options.baseDomain)
  if (target.kind === 'unknown') throw unknownHost()
  const preflight = answerPreflight(request, path)
  if (preflight !== undefined) return preflight
  const route = target.kind === 'store' ? await options.directory.bySlug(target.slug) : undefined
  if (target.kind === 'store' && route === undefined) throw unknownHost()
  const docs = await answerDocs(request, path)
  if (docs !== undefined) return docs
  if (route === undefined)
    return isStoreApi(path) ? answerByKey(options, incoming) : answerPlatform(options, incoming)
  incoming.seen.tenant = route.tenant_id
  const secret = bearerOf(request)
  const credential = secret === undefined ? undefined : await options.directory.credential(secret)
  if (secret !== undefined && credential === undefined) throw badCredentials()
  return answerStore(options, incoming, route, storePrincipal(credential, route.tenant_id))
}

/** On the base host the key names the store. */
async function answerByKey(options: GatewayOptions, incoming: Incoming): Promise<Response> {
  const secret = bearerOf(incoming.request)
  if (secret === undefined) {
    throw new DomainError(
      'authentication_required',
      "Send the store's API key, or use the store's own address.",
    )
  }
  const credential = await options.directory.credential(secret)
  if (credential === undefined) throw badCredentials()
  if (credential.kind === 'account') {
    throw new DomainError(
      'forbidden',
      "A session names no store: use the store's own address, or an API key.",
    )
  }
  const route = await options.directory.byId(credential.tenant_id)
  if (route === undefined) throw badCredentials()
  return answerStore(options, incoming, route, storePrincipal(credential, route.tenant_id))
}

async function answerStore(
  options: GatewayOptions,
  incoming: Incoming,
  route: TenantRoute,
  principal: Principal,
): Promise<Response> {
  incoming.seen.tenant = route.tenant_id
  if (route.status === 'suspended') throw new DomainError('tenant_suspended', 'This store is suspended.')
  if (route.status === 'cancelled') throw new DomainError('tenant_cancelled', 'This store was closed.')
  if (!isStoreApi(incoming.path)) {
    throw new DomainError('not_found', 'Nothing answers at this address.')
  }
  return options.dispatch(route, principal, incoming)
}

async function answerPlatform(
  options: GatewayOptions,
  { request, requestId, path }: Incoming,
): Promise<Response> {
  if (path === '/') return new Response(null, { status: 302, headers: { location: '/docs' } })
  const secret = bearerOf(request)
  const isAdmin = secret !== undefined && isAdminToken(secret, options.adminToken)
  const credential = secret === undefined || isAdmin ? undefined : await options.directory.credential(secret)
  if (secret !== undefined && !isAdmin && credential === undefined) throw badCredentials()
  const principal = isAdmin ? PLATFORM_ADMIN : platformPrincipal(credential)
  const ctx: ControlCtx = {
    principal,
    requestId,
    now: new Date(),
    db: options.pool.db,
    transaction: options.pool.transaction,
    askShard: options.askShard,
    log: options.log.child({ request_id: requestId }),
  }
  return options.platform.fetch(request, { ctx })
}

const isStoreApi = (path: string) => path.startsWith('/store/v1/') || path.startsWith('/admin/v1/')

const unknownHost = () => new DomainError('unknown_host', 'There is no store at this address.')

const apiOf = (path: string): string => /^\/(store|admin|platform|docs)\b/.exec(path)?.[1] ?? 'other'

/** In place: to copy the response would turn its body into a stream, which costs more than all the rest here. */
function setHeaders(headers: Headers, path: string, requestId: string): void {
  headers.set(REQUEST_ID_HEADER, requestId)
  headers.set('x-content-type-options', 'nosniff')
  allowAnyOrigin(headers, path)
}
