// `defineRoute` for everything that a store does: handlers get the tenant's context.
import type { Ctx } from '../shared/context.ts'
import { routesFor } from '../shared/http/route.ts'

export const defineRoute = routesFor<Ctx>()
