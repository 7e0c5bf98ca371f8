import { defineControlSchedule } from '../jobs.ts'
import { checkDueDomains } from './service/verification.ts'

export const checkDomains = defineControlSchedule({
  name: 'domains.check',
  cron: '* * * * *',
  run: checkDueDomains,
})
