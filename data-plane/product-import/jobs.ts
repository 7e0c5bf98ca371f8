import { z } from 'zod'
import { enqueue } from '../../shared/jobs/jobs.ts'
import { defineJob, type Job } from '../../shared/module.ts'
import { runImport } from './service/run.ts'

const ImportId = z.object({ product_import_id: z.uuid() })

/** A few seconds: a long import must not keep other stores' imports waiting, nor outlive its job's deadline. */
const CHUNKS_PER_RUN = 40
/** Few enough that stock and products are locked for a moment only, and that what is in memory stays small. */
const CHUNK_LINES = 500

export const importProducts: Job<typeof ImportId> = defineJob({
  name: 'products.import',
  data: ImportId,
  run: (ctx, data) =>
    runImport(ctx, data.product_import_id, {
      chunks: CHUNKS_PER_RUN,
      chunkLines: CHUNK_LINES,
      goOnLater: (ctx) => enqueue(ctx, importProducts, data),
    }),
})
