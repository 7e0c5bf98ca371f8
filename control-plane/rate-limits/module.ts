import { rateLimitRoutes } from './routes.ts'

export const rateLimits = {
  name: 'rate-limits',
  summary: 'How many requests stores and keys may send',
  routes: rateLimitRoutes,
}
