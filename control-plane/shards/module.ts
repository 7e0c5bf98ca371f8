import { shardRoutes } from './routes.ts'

export const shards = { name: 'shards', routes: shardRoutes }
