import { z } from 'zod'
import { inTx } from '../../shared/context.ts'
import { enqueue } from '../../shared/jobs/jobs.ts'
import { defineJob, defineSchedule, type Job, subscribe } from '../../shared/module.ts'
import { availabilityChanged } from '../inventory/events.ts'
import { markByStock, refreshChunk, refreshProducts } from './service/refresh.ts'

const CollectionId = z.object({ collection_id: z.uuid() })

/** A few seconds: a large store must not keep others waiting, nor a job outlive its deadline. */
const CHUNKS_PER_RUN = 40

/** Goes on where the last transaction ended, even when it runs twice at the same time. */
export const refreshCollection: Job<typeof CollectionId> = defineJob({
  name: 'collections.refresh',
  data: CollectionId,
  run: async (ctx, data) => {
    for (let left = CHUNKS_PER_RUN; left > 0; left -= 1) {
      if (!(await refreshChunk(ctx, data.collection_id))) return
    }
    await inTx(ctx, async (ctx) => enqueue(ctx, refreshCollection, data))
  },
})

/** A product that can be bought again, or no longer: rules may ask for its stock. */
export const followStock = subscribe({
  name: 'collections.follow_stock',
  on: availabilityChanged,
  run: (ctx, { data }) => refreshProducts(ctx, [data.product_id]),
})

export const refreshByStock = defineSchedule({
  name: 'collections.refresh_by_stock',
  cron: '17 * * * *',
  run: (ctx) =>
    inTx(ctx, async (ctx) => {
      for (const id of await markByStock(ctx)) enqueue(ctx, refreshCollection, { collection_id: id })
    }),
})
