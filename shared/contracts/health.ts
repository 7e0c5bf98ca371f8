// What the control plane asks a shard about itself, and what it is told.
import { z } from 'zod'

export const HEALTH_PATH = '/internal/v1/health'

export const ShardHealth = z
  .object({
    database_bytes: z.int(),
    connections: z.int().meta({ description: 'To its database, from wherever' }),
    max_connections: z.int().meta({ description: 'That its Postgres server takes, for all its databases' }),
    tenants: z.int().meta({ description: 'Stores that the shard has heard of: each with its first request' }),
    migrations: z.object({
      latest: z.string().nullable(),
      pending: z
        .array(z.string())
        .meta({ description: "Files of the worker's code that were not applied yet" }),
    }),
    jobs: z.object({
      waiting: z.int(),
      failed: z.int(),
      oldest_waiting_since: z.string().nullable(),
    }),
    worker: z.object({ started_at: z.string(), memory_bytes: z.int() }),
  })
  .meta({ id: 'ShardHealth' })
export type ShardHealth = z.output<typeof ShardHealth>
