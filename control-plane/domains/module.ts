import { checkDomains } from './jobs.ts'
import { domainRoutes } from './routes.ts'

export const domains = {
  name: 'domains',
  summary: "Stores' own domains",
  routes: domainRoutes,
  work: [checkDomains],
}
