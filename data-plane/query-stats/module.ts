import type { ShardModule } from '../../shared/module.ts'
import { queryStatsRoutes } from './routes.ts'

export const queryStats: ShardModule = { name: 'query-stats', routes: queryStatsRoutes }
