import { defineControlSchedule } from '../jobs.ts'
import { lookAtShards } from './service-health.ts'

export const looking = defineControlSchedule({
  name: 'shards.look',
  cron: '* * * * *',
  run: (ctx) => lookAtShards(ctx),
})
