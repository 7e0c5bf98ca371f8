import { z } from 'zod'

export const ShardName = z.object({ shard: z.string().min(1).max(100).meta({ example: 'shard-1' }) })

export const Shard = z
  .object({
    name: z.string(),
    region: z.string(),
    status: z.enum(['active', 'readonly', 'maintenance']),
    max_tenants: z.int(),
    current_tenants: z.int(),
    worker_url: z.string().nullable(),
  })
  .meta({ id: 'Shard' })
export type Shard = z.output<typeof Shard>
export const Shards = z.object({ data: z.array(Shard) }).meta({ id: 'Shards' })
