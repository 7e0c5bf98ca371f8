import { tenantRoutes } from './routes.ts'

export const tenants = { name: 'tenants', routes: tenantRoutes }
