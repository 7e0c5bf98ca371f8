import type { ControlModule } from '../route.ts'
import { prune } from './jobs.ts'
import { refusalRoutes } from './routes.ts'

export const refusals: ControlModule = {
  name: 'refusals',
  summary: 'Why requests were refused',
  routes: refusalRoutes,
  work: [prune],
}
