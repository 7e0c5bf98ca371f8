import { z } from 'zod'
import { defineJob, defineSchedule } from '../../shared/module.ts'
import { removeFile, sweepUploads } from './storage.ts'

export const removeMedia = defineJob({
  name: 'media.remove',
  data: z.object({ media_id: z.uuid() }),
  run: (ctx, { media_id }) => removeFile(ctx, media_id),
})

export const sweepMedia = defineSchedule({ name: 'media.sweep', cron: '41 * * * *', run: sweepUploads })
