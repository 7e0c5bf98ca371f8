// Hands a request to the worker of the store's shard, in this process or over HTTP.
import type { Principal } from '../../shared/auth/permissions.ts'
import { tokenSigner } from '../../shared/auth/token.ts'
import type { Db } from '../../shared/db/connect.ts'
import { DomainError, type ErrorCode } from '../../shared/errors.ts'
import { type Fair, fairly } from '../../shared/fair.ts'
import { type Client, NO_CLIENT } from '../../shared/http/client.ts'
import { type Dispatch, WORKER_SHARES } from '../../shared/http/dispatch.ts'
import { Problem } from '../../shared/http/route.ts'
import type { Soon } from '../../shared/soon.ts'
import type { AskShard } from '../context.ts'
import { findShard, markProvisioned, type TenantRoute } from './queries.ts'
import { storeUrlOf } from './resolve.ts'
import { type HttpTransport, httpTransport } from './transport.ts'

export type StoreDispatch = (
  route: TenantRoute,
  principal: Principal,
  incoming: { request: Request; requestId: string; client: () => Client },
) => Soon<Response>

const noClient = () => NO_CLIENT
const CONTROL_PLANE: Principal = { kind: 'control_plane', id: 'gateway', permissions: new Set(['internal']) }

export type Workers = { dispatch: StoreDispatch; askShard: AskShard; close: () => Promise<void> }

/** @param local workers that run in this process, by shard name */
export function connectWorkers(
  local: ReadonlyMap<string, Dispatch>,
  { tokenSecret, db, ...addresses }: { tokenSecret: string; db: Db; publicUrl: string; baseDomain: string },
): Workers {
  const sign = tokenSigner(tokenSecret)
  const remote = new Map<string, HttpTransport>()
  const provisioning = new Map<string, Promise<void>>()
  /** By shard, so that nobody waits for a shard that answers slowly but its own tenants. */
  const turns = new Map<string, Fair>()

  const workerOf = (route: Pick<TenantRoute, 'shard' | 'worker_url'>): Dispatch => {
    if (route.worker_url !== null) {
      const transport = remote.get(route.worker_url) ?? httpTransport(route.worker_url, sign)
      remote.set(route.worker_url, transport)
      return transport.dispatch
    }
    const dispatch = local.get(route.shard)
    if (dispatch === undefined)
      throw new DomainError('unavailable', 'No worker serves this store just now.', { retryAfter: 5 })
    return dispatch
  }

  const send: StoreDispatch = (route, principal, { request, requestId, client }) => {
    const { tenant_id: tenantId, shard, epoch, plan } = route
    const inTurn = turns.get(shard) ?? fairly(WORKER_SHARES)
    turns.set(shard, inTurn)
    const grant = { tenantId, shard, epoch, plan, principal }
    return inTurn(
      tenantId,
      () => workerOf(route)(request, { grant, requestId, client }),
      () => request.signal,
    )
  }

  /** The first request of a new store tells its shard of it; repeating that is harmless. */
  const provision = async (route: TenantRoute, requestId: string): Promise<void> => {
    const { epoch, name, contact_email, slug } = route
    const body = JSON.stringify({ epoch, name, contact_email, url: storeUrlOf(slug ?? '', addresses) })
    const request = new Request('http://worker/internal/v1/store', {
      method: 'PUT',
      body,
      headers: { 'content-type': 'application/json' },
    })
    const response = await send(route, CONTROL_PLANE, { request, requestId, client: noClient })
    if (!response.ok)
      throw new DomainError('unavailable', 'The new store is not ready yet. Try again.', { retryAfter: 1 })
    await markProvisioned(db, route.tenant_id)
  }

  const askShard: AskShard = async (name, { method, path, requestId }) => {
    const shard = await findShard(db, name)
    if (shard === undefined) throw new DomainError('not_found', `There is no shard ${name}.`)
    const ask = async () => {
      const grant = { shard: name, principal: CONTROL_PLANE }
      const request = new Request(`http://worker${path}`, { method })
      const response = await workerOf(shard)(request, { grant, requestId, client: noClient })
      const body: unknown = await response.json()
      return { response, body }
    }
    const { response, body } = await ask().catch(() => {
      throw new DomainError('unavailable', `Shard ${name} does not answer just now. Try again.`, {
        retryAfter: 5,
      })
    })
    if (response.ok) return body
    const { code, detail } = Problem.parse(body)
    const retryAfter = response.headers.get('retry-after')
    throw new DomainError(
      code as ErrorCode,
      detail,
      retryAfter === null ? {} : { retryAfter: Number(retryAfter) },
    )
  }

  return {
    askShard,
    dispatch: (route, principal, incoming) => {
      if (route.provisioned) return send(route, principal, incoming)
      const underway =
        provisioning.get(route.tenant_id) ??
        provision(route, incoming.requestId).finally(() => provisioning.delete(route.tenant_id))
      provisioning.set(route.tenant_id, underway)
      return underway.then(() => send(route, principal, incoming))
    },
    close: async () => {
      await Promise.all([...remote.values()].map((transport) => transport.close()))
    },
  }
}
