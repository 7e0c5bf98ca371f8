// The hot path: resolve the store, authenticate the caller, hand the request to the store's worker.
import { randomUUID } from 'node:crypto'
import type { Principal } from '../../shared/auth/permissions.ts'
import type { Pool } from '../../shared/db/connect.ts'
import { DomainError } from '../../shared/errors.ts'
import { addressOf } from '../../shared/http/address.ts'
import { REQUEST_ID_HEADER } from '../../shared/http/dispatch.ts'
import { healthAnswer } from '../../shared/http/health.ts'
import type { Handler } from '../../shared/http/mount.ts'
import { toProblem } from '../../shared/http/problem.ts'
import { addHeaders, type Fetch } from '../../shared/http/server.ts'
import type { Log } from '../../shared/log.ts'
import type { Metrics } from '../../shared/metrics.ts'
import { after, recovering, type Soon } from '../../shared/soon.ts'
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
import { answerPreflight, corsHeaders } from './cors.ts'
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
  platform: Handler<ControlCtx>
  pool: Pick<Pool, 'db' | 'transaction'>
  ready: () => Promise<boolean>
  log: Log
  metrics: Metrics
}

/** Answers any request that reaches the installation. */
export function buildGateway(options: GatewayOptions): Fetch {
  const { log, metrics } = options
  return (request, outgoing) => {
    const started = performance.now()
    const requestId = randomUUID()
    const { host, path } = addressOf(request.url)
    const incoming: Incoming = { request, requestId, host, path, tenant: undefined }
    const response = recovering(
      () => answer(options, incoming),
      (error) =>
        toProblem(error, requestId, log.child({ request_id: requestId, tenant_id: incoming.tenant })),
    )
    return after(response, (response) => {
      addHeaders(response, outgoing, {
        [REQUEST_ID_HEADER]: requestId,
        'x-content-type-options': 'nosniff',
        ...corsHeaders(path),
      })
      const { method } = request
      const { status } = response
      const ms = performance.now() - started
      metrics.requests.observe({ part: 'gateway', method, route: apiOf(path), status }, ms / 1000)
      if (log.isLevelEnabled('info')) {
        const { tenant } = incoming
        const line = { request_id: requestId, tenant_id: tenant, method, path, status, ms: Math.round(ms) }
        log.info(line, 'request')
      }
      return response
    })
  }
}

type Incoming = {
  readonly request: Request
  readonly requestId: string
  /** The Host header's, unless the request names another by an absolute URL (RFC 9112, 3.2.2). */
  readonly host: string
  readonly path: string
  /** Known once the store was found. */
  tenant: string | undefined
}

function answer(options: GatewayOptions, incoming: Incoming): Soon<Response> {
  const { request, host, path } = incoming
  const health = healthAnswer(path, options.ready)
  if (health !== undefined) return health
  const target = resolveHost(host, options.baseDomain)
  if (target.kind === 'unknown') throw unknownHost()
  const preflight = answerPreflight(request, path)
  if (preflight !== undefined) return preflight
  if (target.kind === 'store')
    return after(options.directory.bySlug(target.slug), (route) => answerAtStore(options, incoming, route))
  return (
    answerDocs(request, path) ??
    (isStoreApi(path) ? answerByKey(options, incoming) : answerPlatform(options, incoming))
  )
}

/** At a store's own address. */
function answerAtStore(
  options: GatewayOptions,
  incoming: Incoming,
  route: TenantRoute | undefined,
): Soon<Response> {
  if (route === undefined) throw unknownHost()
  const docs = answerDocs(incoming.request, incoming.path)
  if (docs !== undefined) return docs
  incoming.tenant = route.tenant_id
  const secret = bearerOf(incoming.request)
  return after(secret === undefined ? undefined : options.directory.credential(secret), (credential) => {
    if (secret !== undefined && credential === undefined) throw badCredentials()
    return answerStore(options, incoming, route, storePrincipal(credential, route.tenant_id))
  })
}

/** On the base host the key names the store. */
function answerByKey(options: GatewayOptions, incoming: Incoming): Soon<Response> {
  const { directory } = options
  const secret = bearerOf(incoming.request)
  if (secret === undefined) {
    throw new DomainError(
      'authentication_required',
      "Send the store's API key, or use the store's own address.",
    )
  }
  return after(directory.credential(secret), (credential) => {
    if (credential === undefined) throw badCredentials()
    if (credential.kind === 'account') {
      throw new DomainError(
        'forbidden',
        "A session names no store: use the store's own address, or an API key.",
      )
    }
    return after(directory.byId(credential.tenant_id), (route) => {
      if (route === undefined) throw badCredentials()
      return answerStore(options, incoming, route, storePrincipal(credential, route.tenant_id))
    })
  })
}

function answerStore(
  options: GatewayOptions,
  incoming: Incoming,
  route: TenantRoute,
  principal: Principal,
): Soon<Response> {
  incoming.tenant = route.tenant_id
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
  return options.platform(request, ctx)
}

const isStoreApi = (path: string) => path.startsWith('/store/v1/') || path.startsWith('/admin/v1/')

const unknownHost = () => new DomainError('unknown_host', 'There is no store at this address.')

const apiOf = (path: string): string => /^\/(store|admin|platform|docs)\b/.exec(path)?.[1] ?? 'other'
