import { describe, expect, test } from 'vitest'
import { type ExplainedNode, planNodes, suggestionsFor, type Tables } from './rules.ts'
import type { Measured } from './schema.ts'

// Plans as Postgres 18 made them with row-level security in force, shortened by what is not looked at.
const GATE: ExplainedNode = { 'Node Type': 'Result', 'Plan Rows': 1, 'Total Cost': 0.02 }
const behindTheWall = (...plans: ExplainedNode[]): ExplainedNode => ({
  'Node Type': 'Result',
  'Plan Rows': 1,
  'Total Cost': 77.51,
  Plans: [GATE, ...plans],
})
const indexScan = (relation: string, index: string, condition: string, filter?: string): ExplainedNode => ({
  'Node Type': 'Index Scan',
  'Relation Name': relation,
  'Index Name': index,
  'Index Cond': condition,
  ...(filter === undefined ? {} : { Filter: filter }),
  'Plan Rows': 14,
  'Total Cost': 77.51,
})
const seqScan = (relation: string, filter: string): ExplainedNode => ({
  'Node Type': 'Seq Scan',
  'Relation Name': relation,
  Filter: filter,
  'Plan Rows': 14,
  'Total Cost': 605.1,
})

const table = (columns: string[], rows = 100_000, is_protected = true) => ({ rows, is_protected, columns })
const TABLES: Tables = new Map([
  ['orders', table(['tenant_id', 'id', 'email', 'fulfillment_status', 'placed_at'])],
  ['products', table(['tenant_id', 'id', 'title', 'tags'])],
  ['messages', table(['tenant_id', 'id', 'recipient', 'created_at'])],
  ['order_line_items', table(['tenant_id', 'id', 'title'])],
  ['inventory_levels', table(['tenant_id', 'variant_id', 'available'])],
  ['markets', table(['tenant_id', 'code', 'currency'], 400)],
  ['settings', table(['name', 'value'], 50_000, false)],
])

const measured = (over: Partial<Measured> = {}): Measured => ({
  query_id: '1',
  query: 'select …',
  since: '',
  calls: 10,
  total_ms: 10,
  mean_ms: 1,
  max_ms: 2,
  rows_per_call: 1,
  blocks_hit: 20_000,
  blocks_read: 0,
  temp_blocks_written: 0,
  ...over,
})
const suggested = (plan: ExplainedNode, over: Partial<Measured> = {}) =>
  suggestionsFor(measured(over), planNodes(plan), TABLES)
const FEW_BLOCKS = { blocks_hit: 40 }

test('a plan is listed from its root down', () => {
  const scan = indexScan('orders', 'orders_pkey', '((tenant_id = $1) AND (id < $2))')
  expect(
    planNodes({ 'Node Type': 'Limit', 'Plan Rows': 8, 'Total Cost': 15.12, Plans: [behindTheWall(scan)] }),
  ).toEqual([
    expect.objectContaining({ depth: 0, node_type: 'Limit', estimated_rows: 8, estimated_cost: 15.12 }),
    expect.objectContaining({ depth: 1, node_type: 'Result' }),
    expect.objectContaining({ depth: 2, node_type: 'Result', relation: null, index: null, condition: null }),
    expect.objectContaining({
      depth: 2,
      node_type: 'Index Scan',
      relation: 'orders',
      index: 'orders_pkey',
      condition: '((tenant_id = $1) AND (id < $2))',
      filter: null,
      sort_key: [],
    }),
  ])
})

describe('an index is missing', () => {
  test.each<[what: string, plan: ExplainedNode, columns: string]>([
    [
      'where a table is read from end to end, columns that are compared by = first',
      behindTheWall(seqScan('messages', '((created_at > $3) AND (tenant_id = $1) AND (recipient = $2))')),
      'messages (tenant_id, recipient, created_at)',
    ],
    [
      'where an index only leads to the store',
      behindTheWall(
        indexScan(
          'messages',
          'messages_pkey',
          '(tenant_id = $1)',
          '((created_at > $3) AND (recipient = $2))',
        ),
      ),
      'messages (tenant_id, recipient, created_at)',
    ],
    [
      'by what a text cast hides',
      seqScan('orders', "(((email)::text = 'a word like title'::text) AND (tenant_id = $1))"),
      'orders (tenant_id, email)',
    ],
  ])('%s', (_, plan, columns) => {
    expect(suggested(plan)).toEqual([
      { kind: 'add_index', message: expect.stringContaining(`create index on ${columns}.`) },
    ])
  })

  test('one that finds too much is made longer', () => {
    const plan = indexScan(
      'orders',
      'orders_tenant_id_email_id_idx',
      '((tenant_id = $1) AND (email = $2))',
      '(fulfillment_status = $3)',
    )
    expect(suggested(behindTheWall(plan))).toEqual([
      {
        kind: 'extend_index',
        message: expect.stringContaining('create index on orders (tenant_id, email, fulfillment_status).'),
      },
    ])
    expect(suggested(behindTheWall(plan), FEW_BLOCKS)).toEqual([])
  })
})

test.each([
  ['~~', indexScan('products', 'products_pkey', '(tenant_id = $1)', '(title ~~ $2)')],
  ['lower', indexScan('orders', 'orders_checkout_key', '(tenant_id = $1)', '(lower(email) = $2)')],
  ['@>', seqScan('products', '((tenant_id = $1) AND (tags @> $2))')],
])('no index helps %s behind the wall', (operator, plan) => {
  expect(suggested(behindTheWall(plan))).toEqual([
    { kind: 'not_leakproof', message: expect.stringContaining(`"${operator}" is not`) },
  ])
})

test('where there is no wall an index may serve any operator', () => {
  expect(suggested(seqScan('settings', '(lower(name) = $1)'))).toMatchObject([{ kind: 'add_index' }])
})

test('a join that reads all that the store has is noticed', () => {
  const plan = behindTheWall({
    'Node Type': 'Hash Join',
    'Plan Rows': 1,
    'Total Cost': 151.55,
    Plans: [indexScan('inventory_levels', 'inventory_levels_pkey', '(tenant_id = $2)')],
  })
  const update: ExplainedNode = {
    'Node Type': 'ModifyTable',
    'Relation Name': 'inventory_levels',
    'Plan Rows': 0,
    'Total Cost': 151.59,
    Plans: [plan],
  }
  expect(suggested(update, { rows_per_call: 3 })).toMatchObject([{ kind: 'reads_whole_store' }])
  expect(suggested(update, FEW_BLOCKS)).toEqual([])
})

test('a sort on disk wants an index in its order, or memory', () => {
  const scan = indexScan('order_line_items', 'order_line_items_tenant_id_variant_id_idx', '(tenant_id = $1)')
  const plan: ExplainedNode = {
    'Node Type': 'Sort',
    'Sort Key': ['order_line_items.title', 'order_line_items.id DESC'],
    'Plan Rows': 165,
    'Total Cost': 294.25,
    Plans: [GATE, behindTheWall(scan)],
  }
  const rows = { rows_per_call: 5_000 }
  expect(suggested(plan, { ...rows, temp_blocks_written: 1_000 })).toEqual([
    {
      kind: 'sort_spilled',
      message: expect.stringMatching(/800 KiB.*order_line_items \(tenant_id, title, id\).*work_mem/),
    },
  ])
  expect(suggested(plan, rows)).toEqual([])
  expect(suggested(GATE, { temp_blocks_written: 1_000 })).toEqual([
    {
      kind: 'sort_spilled',
      message: expect.stringMatching(/^It did not fit in memory.*: raise work_mem\.$/),
    },
  ])
})

describe('many calls for one row each', () => {
  const plan = behindTheWall(indexScan('orders', 'orders_pkey', '((tenant_id = $1) AND (id = $2))'))
  const often = { calls: 50_000, rows_per_call: 1, blocks_hit: 200_000 }

  test('might be one call', () => {
    expect(suggested(plan, often)).toMatchObject([{ kind: 'many_small_calls' }])
  })

  test.each<[string, ExplainedNode, Partial<Measured>]>([
    ['few', plan, { ...often, calls: 500, blocks_hit: 2_000 }],
    ['for a page each', plan, { ...often, rows_per_call: 20 }],
    ['to write', plan, { ...often, query: 'update orders set …' }],
    ['that read no table', GATE, often],
  ])('are not mentioned when they are %s', (_, plan, over) => {
    expect(suggested(plan, over)).toEqual([])
  })
})

test.each<[string, ExplainedNode]>([
  ['a small table', seqScan('markets', '((tenant_id = $1) AND (currency = $2))')],
  ['a table that is none of ours', seqScan('job_common', "(state < 'active')")],
  ['a page of a list', indexScan('orders', 'orders_pkey', '(tenant_id = $1)')],
])('nothing is said of %s', (_, plan) => {
  expect(suggested(plan, { rows_per_call: 100 })).toEqual([])
})
