import { z } from 'zod'

const Day = z.iso.date().meta({ example: '2026-01-31' })
export const StatisticsRange = z.strictObject({
  from: Day.optional().meta({ description: 'The first day; else 30 days in all' }),
  to: Day.optional().meta({ description: 'The last day; else today (UTC)' }),
})
export type StatisticsRange = z.output<typeof StatisticsRange>

const counts = {
  attempts: z
    .int()
    .meta({ description: 'What was asked of the provider and came to an end, or to no answer' }),
  succeeded: z.int(),
  success_ppm: z.int().nullable().meta({ description: 'Parts per million; null without attempts' }),
}
export const GatewayStatistics = z
  .object({
    data: z.array(
      z.object({
        gateway_id: z.uuid(),
        code: z.string(),
        ...counts,
        days: z.array(
          z.object({
            day: z.string(),
            ...counts,
            failures: z
              .record(z.string(), z.int())
              .meta({ description: 'By their codes; `no_answer`: the provider did not answer' }),
            p50_ms: z.int().nullable().meta({ description: 'How long the provider took' }),
            p95_ms: z.int().nullable(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'GatewayStatistics' })
export type GatewayStatistics = z.output<typeof GatewayStatistics>
