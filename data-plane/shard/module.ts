import type { ShardModule } from '../../shared/module.ts'
import { shardRoutes } from './routes.ts'

export const shard: ShardModule = { name: 'shard', routes: shardRoutes }
