// From a plan and its figures to advice. Nothing here is certain: each suggestion says what was seen.
import type { Measured, PlanNode, Suggestion } from './schema.ts'

/** A node of EXPLAIN (FORMAT JSON), as far as it is used here. */
export type ExplainedNode = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Index Cond'?: string
  'Recheck Cond'?: string
  Filter?: string
  'Sort Key'?: readonly string[]
  'Plan Rows': number
  'Total Cost': number
  Plans?: readonly ExplainedNode[]
}

/** `rows` is an estimate; below 0 where Postgres has none yet. */
export type Tables = ReadonlyMap<string, { rows: number; is_protected: boolean; columns: readonly string[] }>

/** Reading a smaller table from end to end costs no more than an index. */
const BIG_TABLE_ROWS = 10_000
/** An index that leads to a row touches a handful of blocks. */
const MAX_BLOCKS_PER_ROW = 20
const MANY_CALLS = 10_000

/** The nodes of a plan from the root down, each before those that it reads from. */
export function planNodes(root: ExplainedNode, depth = 0): PlanNode[] {
  const node: PlanNode = {
    depth,
    node_type: root['Node Type'],
    relation: root['Relation Name'] ?? null,
    index: root['Index Name'] ?? null,
    condition: root['Index Cond'] ?? root['Recheck Cond'] ?? null,
    filter: root.Filter ?? null,
    sort_key: [...(root['Sort Key'] ?? [])],
    estimated_rows: root['Plan Rows'],
    estimated_cost: root['Total Cost'],
  }
  return [node, ...(root.Plans ?? []).flatMap((child) => planNodes(child, depth + 1))]
}

export function suggestionsFor(measured: Measured, nodes: readonly PlanNode[], tables: Tables): Suggestion[] {
  const found = [
    ...nodes.flatMap((node) => scanSuggestions(node, measured, tables)),
    ...spillSuggestions(measured, nodes, tables),
    ...callSuggestions(measured, nodes),
  ]
  return found.filter(({ message }, i) => found.findIndex((other) => other.message === message) === i)
}

function scanSuggestions(node: PlanNode, measured: Measured, tables: Tables): Suggestion[] {
  const table = tables.get(node.relation ?? '')
  if (table === undefined || table.rows < BIG_TABLE_ROWS || !/Scan/.test(node.node_type)) return []
  const isWholeTable = node.node_type === 'Seq Scan'
  const blocks = (measured.blocks_hit + measured.blocks_read) / measured.calls
  if (!isWholeTable && blocks <= MAX_BLOCKS_PER_ROW * Math.max(1, measured.rows_per_call)) return []

  const searched = columnsIn(node.condition ?? '', table.columns)
  const filtered = columnsIn(node.filter ?? '', table.columns)
  const operator = table.is_protected ? NOT_LEAKPROOF.exec(node.filter ?? '')?.[1] : undefined
  const read = isWholeTable
    ? `All of ${node.relation} (about ${Math.round(table.rows)} rows) is read`
    : searched.length === 0
      ? `All rows of the store in ${node.relation} are read (${Math.round(blocks)} blocks for each call)`
      : `Much is read in ${node.relation} for little (${Math.round(blocks)} blocks for each call)`
  const index = `create index on ${node.relation} (${[...new Set(['tenant_id', ...searched, ...filtered])].join(', ')})`
  if (operator !== undefined) {
    const why = `under row-level security only leakproof operators may use an index, and "${operator}" is not`
    return [{ kind: 'not_leakproof', message: `${read}: ${why}. Compare a stored column by = or < instead.` }]
  }
  if (filtered.length > 0)
    return [
      {
        kind: searched.length > 0 ? 'extend_index' : 'add_index',
        message: `${read}, and filtered then: ${index}.`,
      },
    ]
  if (searched.length > 0) return []
  const hint = 'If few of them are needed, give the index more to look for than the store, as by id = any($1)'
  return [{ kind: 'reads_whole_store', message: `${read}. ${hint}.` }]
}

function spillSuggestions(measured: Measured, nodes: readonly PlanNode[], tables: Tables): Suggestion[] {
  if (measured.temp_blocks_written === 0) return []
  const kib = Math.round((measured.temp_blocks_written * 8) / measured.calls)
  const at = nodes.findIndex((node) => node.sort_key.length > 0)
  const sort = nodes[at]
  const sorted = nodes.slice(at).find((node) => node.relation !== null)?.relation ?? ''
  const columns = columnsIn(sort?.sort_key.join(', ') ?? '', tables.get(sorted)?.columns ?? [])
  const index =
    sort === undefined || columns.length === 0
      ? ''
      : `an index on ${sorted} (${['tenant_id', ...columns].join(', ')}) gives the rows in order; otherwise `
  return [
    {
      kind: 'sort_spilled',
      message: `${sort === undefined ? 'It' : 'Its sort'} did not fit in memory (${kib} KiB on disk for each call): ${index}raise work_mem.`,
    },
  ]
}

function callSuggestions(measured: Measured, nodes: readonly PlanNode[]): Suggestion[] {
  const isRead =
    /^[\s(]*(select|with)\b/i.test(measured.query) && nodes.some((node) => node.relation !== null)
  if (!isRead || measured.calls < MANY_CALLS || measured.rows_per_call > 1.5) return []
  return [
    {
      kind: 'many_small_calls',
      message:
        `Called ${measured.calls} times for ${measured.rows_per_call.toFixed(1)} rows each: where a loop asks for one row ` +
        'after the other, ask for all at once (id = any($1)).',
    },
  ]
}

/** Those columns that an expression names, but for the tenant's; those that are compared by = first, as an index wants them. */
function columnsIn(expression: string, columns: readonly string[]): string[] {
  const text = expression.replaceAll(/'(?:[^']|'')*'/g, "''")
  const named = columns
    .filter((column) => column !== 'tenant_id')
    .map((column) => ({ column, at: text.search(new RegExp(`(?<![\\w$])${column}(?![\\w(])`)) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ column }) => column)
  const isEqual = (column: string) => new RegExp(`(?<![\\w$])${column}\\)?(::\\w+)? = `).test(text)
  return [...named.filter(isEqual), ...named.filter((column) => !isEqual(column))]
}

// The usual ones: full text, LIKE and regular expressions, JSON, arrays and ranges, trigrams, and functions of a column.
const NOT_LEAKPROOF =
  /(?:\s|\()(@@|!?~~\*?|!?~\*?|->>?|#>>?|@>|<@|&&|\?[|&]?|%|(?:lower|upper|date_trunc|similarity)(?=\())/
