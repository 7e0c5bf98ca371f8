// `defineRoute` for the platform API, and what a module is.
import { type Route, routesFor } from '../shared/http/route.ts'
import type { ControlCtx } from './context.ts'
import type { ControlWork } from './jobs.ts'

export const defineRoute = routesFor<ControlCtx>()

/** What a domain folder of the control plane offers. */
export type ControlModule = {
  readonly name: string
  /** Heads the module's part of the API reference. */
  readonly summary: string
  readonly routes: readonly Route<ControlCtx>[]
  readonly work?: readonly ControlWork[]
}
