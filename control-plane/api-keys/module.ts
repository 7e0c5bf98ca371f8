import type { ControlModule } from '../route.ts'
import { pruneApiKeyRequests } from './jobs.ts'
import { apiKeyRoutes } from './routes.ts'

export const apiKeys: ControlModule = {
  name: 'api-keys',
  summary: "Stores' API keys, and what was asked with them",
  routes: apiKeyRoutes,
  work: [pruneApiKeyRequests],
}
