import { z } from 'zod'
import { defineJob, defineSchedule } from '../../shared/module.ts'
import { removeRenditions } from './renditions.ts'
import { removeFile, sweepUploads } from './storage.ts'

export const removeMedia = defineJob({
  name: 'media.remove',
  data: z.object({ media_id: z.uuid() }),
  run: async (ctx, { media_id }) => {
    await removeRenditions(ctx, media_id)
    await removeFile(ctx, media_id)
  },
})

export const sweepMedia = defineSchedule({ name: 'media.sweep', cron: '41 * * * *', run: sweepUploads })
