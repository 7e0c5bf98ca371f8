import { defineControlSchedule } from '../jobs.ts'
import { pruneRequests } from './service.ts'

export const pruneApiKeyRequests = defineControlSchedule({
  name: 'api_keys.prune_requests',
  cron: '23 * * * *',
  run: pruneRequests,
})
