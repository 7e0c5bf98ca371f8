import type { ControlModule } from '../route.ts'
import { impersonationRoutes } from './routes.ts'

export const impersonations: ControlModule = {
  name: 'impersonations',
  summary: "Platform admins who act in an account's place",
  routes: impersonationRoutes,
}
