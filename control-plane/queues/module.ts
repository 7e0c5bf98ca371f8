import { queueRoutes } from './routes.ts'

export const queues = { name: 'queues', summary: 'Jobs and queues', routes: queueRoutes }
