import { z } from 'zod'
import { Instant } from '../../shared/http/instant.ts'

const MAX_DAYS = 31
const MAX_POINTS = 1_500
const DAY_MS = 24 * 60 * 60_000

type Span = { from: string; to: string; step?: number | undefined }
const isForward = ({ from, to }: Span) => Date.parse(from) < Date.parse(to)
const isShort = ({ from, to }: Span) => Date.parse(to) - Date.parse(from) <= MAX_DAYS * DAY_MS
const isCoarse = ({ from, to, step }: Span) =>
  step === undefined || (Date.parse(to) - Date.parse(from)) / 1_000 / step <= MAX_POINTS

const span = {
  from: Instant.meta({ description: 'Included', example: '2026-01-01T00:00:00.000Z' }),
  to: Instant.meta({ description: 'Not included', example: '2026-01-02T00:00:00.000Z' }),
}
const ORDER = { path: ['to'], message: 'must be after from' }
const LENGTH = { path: ['to'], message: `must be within ${MAX_DAYS} days of from` }

export const TrafficFilter = z
  .strictObject({
    ...span,
    step: z.coerce
      .number()
      .int()
      .min(60)
      .max(86_400)
      .multipleOf(60)
      .optional()
      .meta({ description: 'Seconds of one point; without it, about a hundred points' }),
    tenant_id: z.uuid().optional(),
    shard: z.string().min(1).max(100).optional(),
  })
  .refine(isForward, ORDER)
  .refine(isShort, LENGTH)
  .refine(isCoarse, { path: ['step'], message: `gives more than ${MAX_POINTS} points` })
  .refine(({ tenant_id, shard }) => tenant_id === undefined || shard === undefined, {
    path: ['shard'],
    message: 'goes without tenant_id',
  })
export type TrafficFilter = z.output<typeof TrafficFilter>

const figures = {
  requests: z.int(),
  status_2xx: z.int(),
  status_3xx: z.int(),
  status_4xx: z.int(),
  status_5xx: z.int(),
  p50_ms: z
    .number()
    .nullable()
    .meta({ description: 'Half of the requests took less; null without requests' }),
  p95_ms: z.number().nullable(),
}

export const Traffic = z
  .object({
    step: z.int().meta({ description: 'Seconds of one point' }),
    data: z.array(
      z.object({ at: z.string().meta({ description: 'When the step begins' }), ...figures, orders: z.int() }),
    ),
    total: z.object({ ...figures, orders: z.int() }),
    shards_missing: z.array(z.string()).meta({
      description: 'Shards that did not answer just now: their orders are not in the figures',
    }),
  })
  .meta({ id: 'Traffic' })
export type Traffic = z.output<typeof Traffic>

export const BusyFilter = z
  .strictObject({ ...span, limit: z.coerce.number().int().min(1).max(100).default(10) })
  .refine(isForward, ORDER)
  .refine(isShort, LENGTH)
export type BusyFilter = z.output<typeof BusyFilter>

export const BusyStores = z
  .object({
    data: z.array(
      z.object({
        tenant: z.object({ id: z.uuid(), slug: z.string(), name: z.string() }),
        ...figures,
      }),
    ),
  })
  .meta({ id: 'BusyStores' })
export type BusyStores = z.output<typeof BusyStores>
