import { defineControlSchedule } from '../jobs.ts'
import { tidyTraffic } from './service.ts'

export const tidying = defineControlSchedule({
  name: 'traffic.tidy',
  cron: '7 * * * *',
  run: (ctx) => tidyTraffic(ctx),
})
