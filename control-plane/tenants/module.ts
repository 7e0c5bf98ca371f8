import { tenantRoutes } from './routes.ts'

export const tenants = {
  name: 'tenants',
  summary: 'Sign-up, stores and their API keys',
  routes: tenantRoutes,
}
