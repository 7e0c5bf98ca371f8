import { describe, expect, test } from 'vitest'
import { type ExecutedNode, faultsOf } from './executed-plans.ts'

const node = (over: Partial<ExecutedNode>): ExecutedNode => ({
  'Node Type': 'Index Scan',
  Schema: 'public',
  'Relation Name': 'orders',
  'Actual Rows': 1,
  'Actual Loops': 1,
  ...over,
})
const below = (child: ExecutedNode): ExecutedNode => ({
  'Node Type': 'Limit',
  'Actual Rows': 1,
  'Actual Loops': 1,
  Plans: [child],
})

describe('a plan is at fault', () => {
  test.each<[what: string, over: Partial<ExecutedNode>, fault: string]>([
    ['that reads a table from end to end', { 'Node Type': 'Seq Scan' }, 'reads orders from end to end'],
    ['that throws most rows away', { 'Rows Removed by Filter': 9_999 }, 'Index Scan goes through 10000 rows'],
    [
      'that asks again and again',
      { 'Actual Rows': 10, 'Actual Loops': 500 },
      'Index Scan goes through 5000 rows',
    ],
    [
      'that joins all with all',
      { 'Node Type': 'Nested Loop', 'Rows Removed by Join Filter': 4_000 },
      'Nested Loop goes through 4001 rows',
    ],
    ['that sorts on disk', { 'Node Type': 'Sort', 'Sort Space Type': 'Disk' }, 'Sort does not fit in memory'],
    ['that hashes on disk', { 'Node Type': 'Hash', 'Hash Batches': 4 }, 'Hash does not fit in memory'],
    [
      'that writes to disk what it needs later',
      { 'Node Type': 'Materialize', 'Temp Written Blocks': 1 },
      'Materialize does not fit in memory',
    ],
  ])('%s', (_, over, fault) => {
    expect(faultsOf(node(over))).toEqual([fault])
    expect(faultsOf(below(below(node(over))))).toEqual([fault])
  })
})

test.each<[string, Partial<ExecutedNode>]>([
  ['a page by an index', { 'Actual Rows': 101 }],
  ['a sort in memory', { 'Node Type': 'Sort', 'Sort Space Type': 'Memory', 'Temp Written Blocks': 0 }],
  ["the queue's own tables", { 'Node Type': 'Seq Scan', Schema: 'pgboss', 'Relation Name': 'queue' }],
])('%s is sound', (_, over) => {
  expect(faultsOf(below(node(over)))).toEqual([])
})
