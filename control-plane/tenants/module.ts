import { tenantRoutes } from './routes.ts'

export const tenants = {
  name: 'tenants',
  summary: 'Sign-up and stores',
  routes: tenantRoutes,
}
