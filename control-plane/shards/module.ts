import { shardRoutes } from './routes.ts'

export const shards = { name: 'shards', summary: 'The databases that stores live on', routes: shardRoutes }
