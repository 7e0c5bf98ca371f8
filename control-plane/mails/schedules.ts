import { defineControlSchedule } from '../jobs.ts'
import { tidyOutbox } from './service.ts'

export const outboxTidying = defineControlSchedule({
  name: 'mails.tidy',
  cron: '*/5 * * * *',
  run: (ctx) => tidyOutbox(ctx),
})
