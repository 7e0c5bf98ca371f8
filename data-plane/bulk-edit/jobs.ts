import { z } from 'zod'
import { enqueue } from '../../shared/jobs/jobs.ts'
import { defineJob, type Job } from '../../shared/module.ts'
import { runEdit } from './service/run.ts'

const EditId = z.object({ product_bulk_edit_id: z.uuid() })

/** A few seconds: a large edit must not keep other stores' edits waiting, nor outlive its job's deadline. */
const CHUNKS_PER_RUN = 40

export const editInBulk: Job<typeof EditId> = defineJob({
  name: 'products.bulk_edit',
  data: EditId,
  run: (ctx, data) =>
    runEdit(ctx, data.product_bulk_edit_id, {
      chunks: CHUNKS_PER_RUN,
      goOnLater: (ctx) => enqueue(ctx, editInBulk, data),
    }),
})
