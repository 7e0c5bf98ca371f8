import { z } from 'zod'
import { inTx } from '../../shared/context.ts'
import { enqueue } from '../../shared/jobs/jobs.ts'
import { defineJob, type Job, subscribe } from '../../shared/module.ts'
import { categoryMoved } from './events.ts'
import { reindexChunk } from './reindex.ts'

const NOBODY = '00000000-0000-0000-0000-000000000000'
/** A few seconds: a large category must not keep other stores' jobs waiting. */
const CHUNKS_PER_RUN = 40

const Data = z.object({ category_id: z.uuid(), after: z.string() })

/** Running it again, even at the same time, does no harm. */
export const reindexCategory: Job<typeof Data> = defineJob({
  name: 'categories.reindex',
  data: Data,
  run: async (ctx, { category_id, after }) => {
    let last: string | undefined = after
    for (let left = CHUNKS_PER_RUN; left > 0; left -= 1) {
      last = await reindexChunk(ctx, { id: category_id, after: last })
      if (last === undefined) return
    }
    const next = { category_id, after: last }
    await inTx(ctx, async (ctx) => enqueue(ctx, reindexCategory, next))
  },
})

export const followMove = subscribe({
  name: 'categories.follow_move',
  on: categoryMoved,
  run: async (ctx, { data }) => enqueue(ctx, reindexCategory, { ...data, after: NOBODY }),
})
