import { defineControlSchedule } from '../jobs.ts'
import { pruneRefusals } from './service.ts'

export const prune = defineControlSchedule({
  name: 'refusals.prune',
  cron: '17 * * * *',
  run: (ctx) => pruneRefusals(ctx),
})
