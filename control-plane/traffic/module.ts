import type { ControlModule } from '../route.ts'
import { tidying } from './jobs.ts'
import { trafficRoutes } from './routes.ts'

export const traffic: ControlModule = {
  name: 'traffic',
  summary: 'Requests and orders over time',
  routes: trafficRoutes,
  work: [tidying],
}
