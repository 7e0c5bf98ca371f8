import { z } from 'zod'
import { ShardHealth } from '../../shared/contracts/health.ts'
import { Instant } from '../../shared/http/instant.ts'

export const ShardName = z.object({ shard: z.string().min(1).max(100).meta({ example: 'shard-1' }) })

const Sighting = z
  .object({
    at: z.string(),
    latency_ms: z.number().nullable().meta({ description: 'How long the answer took; null: there was none' }),
    database_bytes: z.int().nullable(),
    connections: z.int().nullable(),
    waiting_jobs: z.int().nullable(),
    failed_jobs: z.int().nullable(),
  })
  .meta({ id: 'ShardSighting' })
export type Sighting = z.output<typeof Sighting>

export const Shard = z
  .object({
    name: z.string(),
    region: z.string(),
    status: z.enum(['active', 'readonly', 'maintenance']),
    max_tenants: z.int(),
    current_tenants: z.int(),
    worker_url: z.string().nullable(),
    last_sighting: Sighting.nullable().meta({
      description: 'What the last look found; it is looked every minute',
    }),
    last_seen_at: z.string().nullable().meta({ description: 'When it answered last, within 7 days' }),
  })
  .meta({ id: 'Shard' })
export type Shard = z.output<typeof Shard>
export const Shards = z.object({ data: z.array(Shard) }).meta({ id: 'Shards' })

export const ShardState = z
  .object({
    checked_at: z.string(),
    reachable: z.boolean(),
    latency_ms: z.number(),
    health: ShardHealth.nullable().meta({ description: 'Null when no worker answered' }),
  })
  .meta({ id: 'ShardState' })
export type ShardState = z.output<typeof ShardState>

const MAX_DAYS = 7
export const SightingFilter = z
  .strictObject({
    from: Instant.meta({ example: '2026-01-01T00:00:00.000Z' }),
    to: Instant.meta({ example: '2026-01-02T00:00:00.000Z' }),
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
    path: ['to'],
    message: 'must be after from',
  })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= MAX_DAYS * 24 * 60 * 60_000, {
    path: ['to'],
    message: `must be within ${MAX_DAYS} days of from`,
  })
export type SightingFilter = z.output<typeof SightingFilter>

const SightingStep = z
  .object({
    at: z.string().meta({ description: 'When the step begins' }),
    looks: z.int(),
    answered: z.int().meta({ description: 'How many looks were answered' }),
    latency_ms: z.number().nullable().meta({ description: 'On average' }),
    database_bytes: z.int().nullable().meta({ description: 'The largest, as all that follows' }),
    connections: z.int().nullable(),
    waiting_jobs: z.int().nullable(),
    failed_jobs: z.int().nullable(),
  })
  .meta({ id: 'ShardSightingStep' })
export type SightingStep = z.output<typeof SightingStep>
export const Sightings = z
  .object({ step: z.int().meta({ description: 'Seconds of one point' }), data: z.array(SightingStep) })
  .meta({ id: 'ShardSightings' })
