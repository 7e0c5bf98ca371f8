import { z } from 'zod'
import { enqueue } from '../../shared/jobs/jobs.ts'
import { defineJob, defineSchedule, type Job } from '../../shared/module.ts'
import { deleteExpired, runExport } from './service/run.ts'

const ExportId = z.object({ order_export_id: z.uuid() })

/** A few seconds: a long export must not keep other stores' exports waiting, nor outlive its job's deadline. */
const STEPS_PER_RUN = 40
const COUNTED_AT_ONCE = 2_000
/** Few enough that what is in memory stays small. */
const PART_ORDERS = 250

export const exportOrders: Job<typeof ExportId> = defineJob({
  name: 'orders.export',
  data: ExportId,
  run: (ctx, data) =>
    runExport(ctx, data.order_export_id, {
      steps: STEPS_PER_RUN,
      countedAtOnce: COUNTED_AT_ONCE,
      partOrders: PART_ORDERS,
      goOnLater: (ctx) => enqueue(ctx, exportOrders, data),
    }),
})

export const expireExports = defineSchedule({
  name: 'orders.expire_exports',
  cron: '23 3 * * *',
  run: deleteExpired,
})
