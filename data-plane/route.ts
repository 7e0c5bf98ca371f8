// `defineRoute` for everything that a store does: handlers get the tenant's context.
import type { Ctx, ShardCtx } from '../shared/context.ts'
import { routesFor } from '../shared/http/route.ts'

export const defineRoute = routesFor<Ctx>()
/** For what the control plane asks of a whole shard: handlers get no tenant. */
export const defineShardRoute = routesFor<ShardCtx>()
