import { defineControlSchedule } from '../jobs.ts'
import { forgetExpired } from './service/sessions.ts'

export const expiredForgetting = defineControlSchedule({
  name: 'accounts.forget-expired',
  cron: '17 * * * *',
  run: (ctx) => forgetExpired(ctx),
})
