// What the control plane asks a shard about its statements, and what it is told.
import { z } from 'zod'

export const SLOW_QUERIES_PATH = '/internal/v1/slow-queries'
export const RESET_PATH = '/internal/v1/slow-queries/reset'

export const SlowQueryFilter = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  min_mean_ms: z.coerce
    .number()
    .min(0)
    .default(0)
    .meta({ description: 'Leaves out statements that take less time on average' }),
  order: z
    .enum(['total', 'mean'])
    .default('total')
    .meta({ description: 'By the time of all calls together, or by the average; largest first' }),
})
export type SlowQueryFilter = z.output<typeof SlowQueryFilter>

const PlanNode = z
  .object({
    depth: z
      .int()
      .meta({ description: '0 for the root; a node reads from those below it that are one deeper' }),
    node_type: z.string().meta({ example: 'Index Scan' }),
    relation: z.string().nullable(),
    index: z.string().nullable(),
    condition: z.string().nullable().meta({ description: 'What the index is searched for' }),
    filter: z.string().nullable().meta({ description: 'What each row that was read must fulfil' }),
    sort_key: z.array(z.string()),
    estimated_rows: z.number(),
    estimated_cost: z.number().meta({ description: "In the planner's units, with the nodes below" }),
  })
  .meta({ id: 'PlanNode' })

const Suggestion = z
  .object({
    kind: z.enum([
      'add_index',
      'extend_index',
      'not_leakproof',
      'reads_whole_store',
      'sort_spilled',
      'many_small_calls',
    ]),
    message: z.string(),
  })
  .meta({ id: 'QuerySuggestion' })

const SlowQuery = z
  .object({
    query_id: z.string(),
    query: z.string().meta({ description: 'Its values are left out: `$1`, `$2` stand in their place' }),
    since: z.string().meta({ description: 'The figures count from here on' }),
    calls: z.int(),
    total_ms: z.number(),
    mean_ms: z.number(),
    max_ms: z.number(),
    rows_per_call: z.number(),
    blocks_hit: z.int().meta({ description: 'Blocks of 8 KiB that were found in memory' }),
    blocks_read: z.int().meta({ description: 'Blocks that had to be fetched' }),
    temp_blocks_written: z
      .int()
      .meta({ description: 'Blocks of sorts and hashes that did not fit in memory' }),
    plan: z.array(PlanNode).nullable().meta({
      description: 'As planned now, for any values. Null when the text alone does not suffice to plan it',
    }),
    suggestions: z.array(Suggestion),
  })
  .meta({ id: 'SlowQuery' })
export type SlowQuery = z.output<typeof SlowQuery>

export const SlowQueries = z.object({ data: z.array(SlowQuery) }).meta({ id: 'SlowQueries' })
export const ResetDone = z.object({ reset_at: z.string() }).meta({ id: 'SlowQueriesReset' })
