import { planRoutes } from './routes.ts'

export const plans = { name: 'plans', summary: 'What stores can subscribe to', routes: planRoutes }
