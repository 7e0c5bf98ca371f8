import { defineSchedule } from '../../shared/module.ts'
import { scoreBrands } from './service.ts'

export const scoreBrandsDaily = defineSchedule({
  name: 'brands.score',
  cron: '40 3 * * *',
  run: scoreBrands,
})
