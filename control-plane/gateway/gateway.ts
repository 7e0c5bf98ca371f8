// The hot path: resolve the store, authenticate the caller, hand the request to the store's worker.
import type { BlockList } from 'node:net'
import type { Principal } from '../../shared/auth/permissions.ts'
import type { Pool } from '../../shared/db/connect.ts'
import { DomainError } from '../../shared/errors.ts'
import { addressOf } from '../../shared/http/address.ts'
import { type Client, clientOf } from '../../shared/http/client.ts'
import { REQUEST_ID_HEADER } from '../../shared/http/dispatch.ts'
import { healthAnswer } from '../../shared/http/health.ts'
import type { Handler } from '../../shared/http/mount.ts'
import { isPagePath, takesHtml } from '../../shared/http/paths.ts'
import { toProblem } from '../../shared/http/problem.ts'
import { problemPage } from '../../shared/http/problem-page.ts'
import { isRefused } from '../../shared/http/refusal.ts'
import { newRequestId } from '../../shared/http/request-id.ts'
import { addHeaders, type Fetch } from '../../shared/http/server.ts'
import type { Log } from '../../shared/log.ts'
import type { Metrics } from '../../shared/metrics.ts'
import { after, recovering, type Soon } from '../../shared/soon.ts'
import type { KeyUsage } from '../api-keys/index.ts'
import { answerConsole } from '../console-files/index.ts'
import type { ControlCtx, ControlServices } from '../context.ts'
import { type AccountCookies, cookiesOf, REFRESH_PATH } from '../cookies.ts'
import { controlDb } from '../database.ts'
import { answerDocs } from '../docs/index.ts'
import type { RefusalRecorder } from '../refusals/index.ts'
import type { TrafficRecorder } from '../traffic/index.ts'
import {
  anonymousHolder,
  badCredentials,
  bearerOf,
  isAdminToken,
  namedTenant,
  PLATFORM_ADMIN,
  platformPrincipal,
  storePrincipal,
} from './authenticate.ts'
import { demandAdminNetwork, demandHttps } from './barriers.ts'
import { answerPreflight, corsHeaders } from './cors.ts'
import type { Directory } from './directory.ts'
import { httpsOf, securityHeaders } from './headers.ts'
import { impersonationHeader } from './impersonation.ts'
import { admitKey, type KeyCredential } from './keys.ts'
import { type Charged, chargeClient, chargeKey, chargeStore, type Limits, rateHeadersOf } from './limits.ts'
import { leadToPrimary } from './primary.ts'
import type { Credential, TenantRoute } from './queries.ts'
import { noteRefusal } from './refused.ts'
import { resolveHost } from './resolve.ts'
import type { StoreDispatch } from './workers.ts'

export type GatewayOptions = {
  baseDomain: string
  adminToken: string | undefined
  directory: Directory
  limits: Limits
  dispatch: StoreDispatch
  platform: Handler<ControlCtx>
  publicUrl: string
  pool: Pick<Pool, 'behind' | 'transaction'>
  services: ControlServices
  keyUsage: KeyUsage
  /** Those whose `X-Forwarded-For` is believed. */
  proxies: BlockList
  forceHttps: boolean
  /** Where platform administrators may be; undefined: anywhere. */
  adminNetworks: BlockList | undefined
  refusals: RefusalRecorder
  traffic: TrafficRecorder
  ready: () => Promise<boolean>
  log: Log
  metrics: Metrics
}

/** Answers any request that reaches the installation. */
export function buildGateway(options: GatewayOptions): Fetch {
  const { log, metrics } = options
  const isHttps = httpsOf(options.proxies)
  return (request, outgoing) => {
    const started = performance.now()
    const requestId = newRequestId()
    const { host, path } = addressOf(request.url)
    const client = () => clientOf(request, outgoing?.peer, options.proxies)
    const incoming: Incoming = {
      request,
      requestId,
      client,
      host,
      path,
      isHttps: isHttps(request, outgoing?.peer),
      isPage: false,
      usages: [],
      hit: undefined,
      tenant: undefined,
      credential: undefined,
      principal: undefined,
      corsOrigins: null,
      key: undefined,
    }
    const response = recovering(
      () => answer(options, incoming),
      (error) =>
        toProblem(error, requestId, log.child({ request_id: requestId, tenant_id: incoming.tenant })),
    )
    return after(response, (answered) => {
      if (isRefused(answered.status)) noteRefusal(options.refusals, answered, incoming)
      const response = incoming.isPage && takesHtml(request) ? problemPage(answered, request) : answered
      addHeaders(response, outgoing, {
        [REQUEST_ID_HEADER]: requestId,
        ...securityHeaders(path, incoming.isHttps),
        ...corsHeaders(request, path, incoming.corsOrigins),
        ...impersonationHeader(incoming.credential),
        ...rateHeadersOf(incoming, outgoing),
      })
      const { method } = request
      const { status } = response
      const ms = performance.now() - started
      if (!isHealth(path)) options.traffic.note({ tenant: storeOf(incoming), status, ms })
      if (incoming.key !== undefined) options.keyUsage.answered(incoming.key, { request, path, response, ms })
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

type Incoming = Charged & {
  readonly client: () => Client
  /** The Host header's, unless the request names another by an absolute URL (RFC 9112, 3.2.2). */
  readonly host: string
  readonly path: string
  readonly isHttps: boolean
  /** Whether it asks for a page of a store's shop. */
  isPage: boolean
  /** Known once the store was found. */
  tenant: string | undefined
  /** Known once the caller was. */
  credential: Credential | undefined
  principal: Principal | undefined
  /** Those that the store allows; null: all. */
  corsOrigins: readonly string[] | null
  /** The secret key that asks, once it is known to be the store's. */
  key: KeyCredential | undefined
}

function answer(options: GatewayOptions, incoming: Incoming): Soon<Response> {
  const { request, host, path } = incoming
  const health = healthAnswer(path, options.ready)
  if (health !== undefined) return health
  const target = resolveHost(host, options.baseDomain)
  if (target.kind === 'domain' && options.directory.names.domain(target.name) === undefined)
    throw unknownHost()
  if (options.forceHttps && !incoming.isHttps) {
    const elsewhere = demandHttps(request, incoming.client(), options.proxies)
    if (elsewhere !== undefined) return elsewhere
  }
  if (target.kind !== 'platform') {
    const { directory } = options
    incoming.isPage = isPagePath(path)
    const route =
      target.kind === 'store'
        ? directory.bySlug(target.slug, incoming.client)
        : directory.byDomain(target.name)
    return after(route, (route) => answerAtStore(options, incoming, route))
  }
  return (
    answerPreflight(request, path, null) ??
    answerDocs(request, path) ??
    (isStoreApi(path) ? answerByKey(options, incoming) : answerInstallation(options, incoming))
  )
}

/** The console's pages and files, and the platform API. */
function answerInstallation(options: GatewayOptions, incoming: Incoming): Soon<Response> {
  const page = answerConsole(incoming.request, incoming.path, {
    publicUrl: options.publicUrl,
    baseDomain: options.baseDomain,
  })
  return page === undefined
    ? answerPlatform(options, incoming)
    : after(page, (page) => page ?? answerPlatform(options, incoming))
}

/** At a store's own address. */
function answerAtStore(
  options: GatewayOptions,
  incoming: Incoming,
  route: TenantRoute | undefined,
): Soon<Response> {
  if (route === undefined) throw unknownHost()
  incoming.tenant = route.tenant_id
  incoming.corsOrigins = route.cors_origins
  const known =
    answerPreflight(incoming.request, incoming.path, route.cors_origins) ??
    answerDocs(incoming.request, incoming.path)
  if (known !== undefined) return known
  const answerCaller = () => {
    const secret = bearerOf(incoming.request)
    const credential =
      secret === undefined ? undefined : options.directory.credential(secret, incoming.client)
    return after(credential, (credential) => {
      if (secret !== undefined && credential === undefined) throw badCredentials()
      return answerStore(options, incoming, route, credential)
    })
  }
  return isStoreApi(incoming.path) || incoming.isPage
    ? chargeStore(options.limits, incoming, route, answerCaller)
    : answerCaller()
}

/** On the base host the key names the store; of a session, a header does, for the staff API. */
function answerByKey(options: GatewayOptions, incoming: Incoming): Soon<Response> {
  const { directory, services } = options
  const { request, path } = incoming
  const isStaffApi = path.startsWith('/admin/v1/')
  const bearer = bearerOf(request)
  const secret = bearer ?? (isStaffApi ? cookiesOf(request, services.publicUrl)?.session : undefined)
  if (secret === undefined) throw noKey()
  return after(directory.credential(secret, incoming.client), (credential) => {
    if (credential === undefined) throw bearer === undefined ? noKey() : badCredentials()
    if (credential.kind === 'account' && !isStaffApi) throw new DomainError('forbidden', NO_SHOPPER)
    const tenantId = credential.kind === 'account' ? namedTenant(request, credential) : credential.tenant_id
    return after(directory.byId(tenantId), (route) => {
      if (route === undefined) throw badCredentials()
      return chargeStore(options.limits, incoming, route, () =>
        answerStore(options, incoming, route, credential),
      )
    })
  })
}

const NO_SHOPPER = "A session names no store here: use the store's own address, or an API key."
const noKey = () =>
  new DomainError('authentication_required', "Send the store's API key, or use the store's own address.")

function answerStore(
  options: GatewayOptions,
  incoming: Incoming,
  route: TenantRoute,
  credential: Credential | undefined,
): Soon<Response> {
  incoming.tenant = route.tenant_id
  incoming.credential = credential
  const principal = storePrincipal(credential, route.tenant_id)
  incoming.principal = principal
  incoming.corsOrigins = route.cors_origins
  if (credential !== undefined && credential.kind !== 'account')
    admitKey(credential, incoming, options.keyUsage)
  if (route.status === 'suspended')
    throw new DomainError('tenant_suspended', 'This store is suspended.', {
      refusal: { rule: 'tenant.status', had: route.status },
    })
  if (route.status === 'cancelled') throw new DomainError('tenant_cancelled', 'This store was closed.')
  if (incoming.isPage) {
    const primary = options.directory.names.primaryOf(route.tenant_id)
    const elsewhere = leadToPrimary(incoming.request, primary, incoming.isHttps)
    if (elsewhere !== undefined) return elsewhere
  } else if (!isStoreApi(incoming.path))
    throw new DomainError('not_found', 'Nothing answers at this address.')
  return chargeKey(options.limits, incoming, { route, credential }, () =>
    options.dispatch(
      route,
      principal,
      incoming.isPage ? { ...incoming, visit: visitOf(incoming) } : incoming,
    ),
  )
}

const visitOf = ({ request, host, isHttps }: Incoming) => ({
  origin: `${isHttps ? 'https' : 'http'}://${host.toLowerCase()}`,
  cookie: request.headers.get('cookie') ?? '',
})

function answerPlatform(options: GatewayOptions, incoming: Incoming): Soon<Response> {
  return chargeClient(options.limits, incoming, { address: incoming.client().address }, async () => {
    const { request, client, path } = incoming
    const bearer = bearerOf(request)
    const cookies = cookiesOf(request, options.services.publicUrl)
    const secret = bearer ?? (path === REFRESH_PATH ? undefined : cookies?.session)
    const isAdmin = secret !== undefined && isAdminToken(secret, options.adminToken)
    const credential =
      secret === undefined || isAdmin ? undefined : await options.directory.credential(secret, client)
    // A cookie that is no good any more is as none: its owner may be about to sign in.
    if (bearer !== undefined && !isAdmin && credential === undefined) throw badCredentials()
    incoming.credential = credential
    const tenantId = TENANT_PATH.exec(path)?.[1]
    incoming.tenant = isAdmin || credential?.kind === 'account' ? tenantId : credential?.tenant_id
    const answerAs = () => {
      const principal = isAdmin
        ? PLATFORM_ADMIN
        : credential === undefined && cookies?.refresh !== undefined
          ? anonymousHolder(cookies.refresh)
          : platformPrincipal(credential, tenantId)
      return answerPlatformTo(options, incoming, { principal, tenantId, cookies })
    }
    return credential?.kind === 'account'
      ? chargeClient(options.limits, incoming, { account: credential.id }, answerAs)
      : answerAs()
  })
}

function answerPlatformTo(
  options: GatewayOptions,
  incoming: Incoming,
  {
    principal,
    tenantId,
    cookies,
  }: { principal: Principal; tenantId: string | undefined; cookies: AccountCookies | undefined },
): Soon<Response> {
  const { request, requestId, client } = incoming
  const { services } = options
  incoming.principal = principal
  demandAdminNetwork(principal, client(), options.adminNetworks)
  const ctx: ControlCtx = {
    principal,
    requestId,
    client: client(),
    now: new Date(),
    ...controlDb(options.pool, tenantId === undefined ? 'all' : { tenantId }),
    ...services,
    cookies,
    log: options.log.child({ request_id: requestId }),
  }
  return options.platform(request, ctx)
}

/** Whatever stands there: what is no id is the id of no store. */
const TENANT_PATH = /^\/platform\/v1\/tenants\/([^/]+)/

/** The store that answered; on the platform API `tenant` is what the path says. */
const storeOf = ({ path, tenant }: Incoming) => (path.startsWith('/platform/') ? undefined : tenant)
const isHealth = (path: string) => path === '/healthz' || path === '/readyz'

const isStoreApi = (path: string) => path.startsWith('/store/v1/') || path.startsWith('/admin/v1/')

const unknownHost = () => new DomainError('unknown_host', 'There is no store at this address.')

const apiOf = (path: string): string => /^\/(store|admin|platform|docs)\b/.exec(path)?.[1] ?? 'other'
