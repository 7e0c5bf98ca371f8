// Hands a request to the worker of the store's shard, in this process or over HTTP.
import type { Principal } from '../../shared/auth/permissions.ts'
import { tokenSigner } from '../../shared/auth/token.ts'
import type { Db } from '../../shared/db/connect.ts'
import { DomainError, type ErrorCode } from '../../shared/errors.ts'
import { type Fair, fairly } from '../../shared/fair.ts'
import { type Client, NO_CLIENT } from '../../shared/http/client.ts'
import { type Dispatch, type Visit, WORKER_SHARES } from '../../shared/http/dispatch.ts'
import { Problem } from '../../shared/http/route.ts'
import type { Soon } from '../../shared/soon.ts'
import type { AskShard, AskStore, Question } from '../context.ts'
import { findRoute, findShard, markProvisioned, type TenantRoute } from './queries.ts'
import { storeUrlOf } from './resolve.ts'
import { type HttpTransport, httpTransport } from './transport.ts'

export type StoreDispatch = (
  route: TenantRoute,
  principal: Principal,
  incoming: { request: Request; requestId: string; client: () => Client; visit?: Visit | undefined },
) => Soon<Response>

const noClient = () => NO_CLIENT
const CONTROL_PLANE: Principal = { kind: 'control_plane', id: 'gateway', permissions: new Set(['internal']) }

export type Workers = {
  dispatch: StoreDispatch
  askShard: AskShard
  askStore: AskStore
  close: () => Promise<void>
}

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

  const send: StoreDispatch = (route, principal, { request, requestId, client, visit }) => {
    const { tenant_id: tenantId, shard, epoch, plan } = route
    const inTurn = turns.get(shard) ?? fairly(WORKER_SHARES)
    turns.set(shard, inTurn)
    const grant = { tenantId, shard, epoch, plan, principal }
    return inTurn(
      tenantId,
      () => workerOf(route)(request, { grant, requestId, client, visit }),
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

  const askShard: AskShard = async (name, question) => {
    const shard = await findShard(db, name)
    if (shard === undefined) throw new DomainError('not_found', `There is no shard ${name}.`)
    const grant = { shard: name, principal: CONTROL_PLANE }
    return answerOf(name, question, (request) =>
      workerOf(shard)(request, { grant, requestId: question.requestId, client: noClient }),
    )
  }

  const askStore: AskStore = async (tenantId, question) => {
    const route = await findRoute(db, { id: tenantId })
    if (route === undefined) throw new DomainError('not_found', `There is no tenant ${tenantId}.`)
    if (!route.provisioned) return undefined
    const { requestId } = question
    return answerOf(route.shard, question, (request) =>
      send(route, CONTROL_PLANE, { request, requestId, client: noClient }),
    )
  }

  return {
    askShard,
    askStore,
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

/** A worker's answer as JSON. Throws what it refuses with, or `unavailable`. */
async function answerOf(
  shard: string,
  { method, path, body }: Question,
  ask: (request: Request) => Soon<Response>,
): Promise<unknown> {
  const sent =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  const read = async () => {
    const response = await ask(new Request(`http://worker${path}`, { method, ...sent }))
    const answer: unknown = await response.json()
    return { response, answer }
  }
  const { response, answer } = await read().catch(() => {
    throw new DomainError('unavailable', `Shard ${shard} does not answer just now. Try again.`, {
      retryAfter: 5,
    })
  })
  if (response.ok) return answer
  const { code, detail } = Problem.parse(answer)
  const retryAfter = response.headers.get('retry-after')
  throw new DomainError(
    code as ErrorCode,
    detail,
    retryAfter === null ? {} : { retryAfter: Number(retryAfter) },
  )
}
