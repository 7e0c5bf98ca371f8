// What requests count against: those to a store's APIs against the store and its secret key, whatever becomes of them, but
// for those that a limit refuses; those to the platform API against the client's address and account.
import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '../../shared/db/connect.ts'
import { networkOf } from '../../shared/http/client.ts'
import type { Outgoing } from '../../shared/http/server.ts'
import type { Log } from '../../shared/log.ts'
import type { Metrics } from '../../shared/metrics.ts'
import { after, type Soon } from '../../shared/soon.ts'
import {
  type Bounds,
  boundsOf,
  createLeases,
  createLimiter,
  type Hit,
  isHit,
  type Limiter,
  type LimiterOptions,
  leave,
  openCounts,
  openPrimary,
  openRedis,
  type PrimaryOptions,
  type RedisOptions,
  rateHeaders,
  refusal,
  type Usage,
  undo,
} from '../rate-limits/index.ts'
import type { Credential, TenantRoute } from './queries.ts'

export type Limits = {
  stores: Limiter
  /** Apart, so that a flood of addresses makes nobody forget a store. */
  clients: Limiter
  address: Bounds
  account: Bounds
  stop: () => Promise<void>
}

/** A request, and what it counts against until it is answered. */
export type Charged = {
  readonly request: Request
  readonly requestId: string
  readonly usages: Usage[]
  /** The limit that refuses it. */
  hit: Hit | undefined
}

/** Who counts: this process alone, or several together by a Redis, or by the first of them, which a channel leads to. */
export type LimitsFrom = 'memory' | { redis: RedisOptions } | { primary: PrimaryOptions }

/** A process that is killed forgets what it counted since. */
const SETTLE_MS = 3_000
/** So many refusals a second are answered at once … */
const PROMPT_REFUSALS = 50
/** … and the others after about this time, unless so many wait already. */
const HOLD_MS = 200
const MAX_HELD = 5_000

/** @param db platform-wide */
export async function openLimits(
  db: Db,
  {
    limitsFrom,
    platformPerMinute,
    log,
    metrics,
  }: { limitsFrom: LimitsFrom; platformPerMinute: number; log: Log; metrics: Metrics },
): Promise<Limits> {
  const onDegraded = (isDegraded: boolean) => metrics.limiterDegraded.set(isDegraded ? 1 : 0)
  const { counts, leases } = await openCounting(db, limitsFrom, { log, onDegraded })
  const stores = createLimiter({ counts, leases })
  const clients = createLimiter({ leases })
  const settle = () =>
    Promise.all([stores.settle(), clients.settle()]).catch((error: unknown) =>
      log.warn({ err: error }, 'what stores used of their limits was not stored'),
    )
  let settling = Promise.resolve<unknown>(undefined)
  const timer = setInterval(() => {
    settling = settling.then(settle)
  }, SETTLE_MS)
  const perMinute = (scope: 'address' | 'account') =>
    boundsOf(scope, {
      per_minute: platformPerMinute,
      per_hour: null,
      per_day: null,
      per_month: null,
      concurrent: null,
      burst: null,
    })
  return {
    stores,
    clients,
    address: perMinute('address'),
    account: perMinute('account'),
    stop: async () => {
      clearInterval(timer)
      await settling.then(settle)
      leases?.close()
    },
  }
}

async function openCounting(
  db: Db,
  from: LimitsFrom,
  options: Parameters<typeof openRedis>[1],
): Promise<Pick<LimiterOptions, 'counts' | 'leases'>> {
  if (from === 'memory') return { counts: openCounts(db) }
  if ('redis' in from) return { leases: createLeases(await openRedis(from.redis, options)) }
  const authority = await openPrimary(from.primary, options)
  return { counts: openCounts(db, authority.learn), leases: createLeases(authority) }
}

/** Runs `next` unless a limit of the store forbids it. Of a store without limits nothing is counted. */
export const chargeStore = (
  { stores }: Limits,
  incoming: Charged,
  { tenant_id: id, rates }: TenantRoute,
  next: () => Soon<Response>,
): Soon<Response> => {
  const bounds = rates.tenant(Date.now())
  return bounds.isFinite ? charge(stores.admit(id, id, bounds), incoming, next) : next()
}

/** Runs `next` unless it is a secret key's request and a limit of the key forbids it. */
export function chargeKey(
  { stores }: Limits,
  incoming: Charged,
  { route, credential }: { route: TenantRoute; credential: Credential | undefined },
  next: () => Soon<Response>,
): Soon<Response> {
  if (credential?.kind !== 'secret_key') return next()
  const bounds = route.rates.key(Date.now(), credential.perMinute ?? null)
  return bounds.isFinite
    ? charge(stores.admit(credential.id, route.tenant_id, bounds), incoming, next)
    : next()
}

/** Runs `next` unless the client has asked the platform API too often. */
export function chargeClient(
  { clients, address, account }: Limits,
  incoming: Charged,
  client: { address: string } | { account: string },
  next: () => Soon<Response>,
): Soon<Response> {
  const usage =
    'address' in client
      ? clients.admit(networkOf(client.address), undefined, address)
      : clients.admit(client.account, undefined, account)
  return charge(usage, incoming, next)
}

function charge(
  admitted: ReturnType<Limiter['admit']>,
  charged: Charged,
  next: () => Soon<Response>,
): Soon<Response> {
  const { request, requestId, usages } = charged
  return after(admitted, (result) => {
    if (!isHit(result)) {
      usages.push(result)
      return next()
    }
    charged.hit = result
    for (const usage of usages.splice(0)) undo(usage)
    const now = Date.now()
    const response = refusal(result, requestId, now)
    if (isPersistent(result.usage, now) && held < MAX_HELD) {
      held += 1
      // At different times, or all who wait would ask again at once.
      return delay(HOLD_MS * (0.5 + Math.random()), response).finally(() => {
        held -= 1
      })
    }
    // An answer at once would come before a body that is here already was read, and that would end the connection.
    return request.method === 'GET' ? response : new Promise((answer) => setImmediate(answer, response))
  })
}

/** Refusals of the second (since 1970) that was last looked at. */
const refusals = new WeakMap<Usage, { second: number; count: number }>()
let held = 0

/**
 * Whether somebody goes on asking though refused over and over. Such answers are held back a little: whoever waits for each
 * answer before asking again then takes less from others.
 */
function isPersistent(usage: Usage, now: number): boolean {
  const second = Math.floor(now / 1_000)
  const seen = refusals.get(usage)
  if (seen?.second !== second) {
    refusals.set(usage, { second, count: 1 })
    return false
  }
  seen.count += 1
  return seen.count > PROMPT_REFUSALS
}

/** What the answer says of the limits; what runs is over when the answer is out. */
export function rateHeadersOf(
  { usages }: Charged,
  outgoing: Outgoing | undefined,
): ReturnType<typeof rateHeaders> {
  if (usages.length === 0) return undefined
  const end = () => usages.forEach(leave)
  if (outgoing === undefined) end()
  else outgoing.whenOver(end)
  return rateHeaders(usages, Date.now())
}
