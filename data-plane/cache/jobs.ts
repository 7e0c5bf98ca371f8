import { defineSchedule } from '../../shared/module.ts'
import { forgetOldTags } from './service.ts'

export const expireTags = defineSchedule({
  name: 'cache.expire_tags',
  cron: '41 3 * * *',
  run: forgetOldTags,
})
