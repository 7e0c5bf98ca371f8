import type { ControlModule } from '../route.ts'
import { looking } from './jobs.ts'
import { shardRoutes } from './routes.ts'

export const shards: ControlModule = {
  name: 'shards',
  summary: 'The databases that stores live on',
  routes: shardRoutes,
  work: [looking],
}
