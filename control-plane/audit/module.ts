import type { ControlModule } from '../route.ts'
import { auditRoutes } from './routes.ts'

export const audit: ControlModule = {
  name: 'audit',
  summary: 'Who changed what, and from where',
  routes: auditRoutes,
}
