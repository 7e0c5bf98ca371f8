import type { ControlModule } from '../route.ts'
import { corsRoutes } from './routes.ts'

export const cors: ControlModule = {
  name: 'cors',
  summary: "Which pages may use a store's shopper API",
  routes: corsRoutes,
}
