import { z } from 'zod'
import { enqueue } from '../../shared/jobs/jobs.ts'
import { defineJob, defineSchedule, type Job } from '../../shared/module.ts'
import { ask } from './service/ask.ts'
import { forgetAttempts } from './service/track.ts'

const Data = z.object({ fulfillment_id: z.uuid() })
export const askProvider: Job<typeof Data> = defineJob({
  name: 'fulfillments.ask_provider',
  data: Data,
  run: (ctx, data) => ask(ctx, data.fulfillment_id, (ctx, at) => enqueue(ctx, askProvider, data, at)),
})

export const forgetTrackingAttempts = defineSchedule({
  name: 'fulfillments.forget_attempts',
  cron: '41 3 * * *',
  run: forgetAttempts,
})
