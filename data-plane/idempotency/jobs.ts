import { defineSchedule } from '../../shared/module.ts'
import { forgetExpiredKeys } from './service.ts'

export const expireKeys = defineSchedule({
  name: 'idempotency.expire',
  cron: '17 * * * *',
  run: forgetExpiredKeys,
})
