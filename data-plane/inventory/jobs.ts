import { z } from 'zod'
import { enqueue } from '../../shared/jobs/jobs.ts'
import { defineJob, defineSchedule, subscribe } from '../../shared/module.ts'
import { storeUpdated } from '../store/events.ts'
import { applyStoreThreshold, releaseExpired, reportLow } from './service/upkeep.ts'

export const releaseExpiredHolds = defineSchedule({
  name: 'inventory.release_expired',
  cron: '*/5 * * * *',
  due: 'exists (select from stock_reservations where tenant_id = $1 and expires_at <= now())',
  run: releaseExpired,
})

export const reportLowStock = defineSchedule({
  name: 'inventory.report_low',
  cron: '23 */6 * * *',
  run: reportLow,
})

export const changeThresholds = defineJob({
  name: 'inventory.change_thresholds',
  data: z.object({}),
  run: (ctx) => applyStoreThreshold(ctx),
})

export const followStore = subscribe({
  name: 'inventory.follow_store',
  on: storeUpdated,
  run: async (ctx, event) => {
    if (event.data.fields.includes('low_stock_threshold')) enqueue(ctx, changeThresholds, {})
  },
})
