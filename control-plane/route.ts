// `defineRoute` for the platform API.
import { routesFor } from '../shared/http/route.ts'
import type { ControlCtx } from './context.ts'

export const defineRoute = routesFor<ControlCtx>()
