// The plans that Postgres really used, as its auto_explain writes them into the server's log.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type postgres from 'postgres'

export type ExecutedNode = {
  'Node Type': string
  Schema?: string
  'Relation Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  'Rows Removed by Join Filter'?: number
  'Sort Space Type'?: string
  'Hash Batches'?: number
  'Temp Written Blocks'?: number
  Plans?: ExecutedNode[]
}
export type Executed = { 'Query Text': string; Plan: ExecutedNode }

const SETTINGS = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_buffers': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_verbose': 'on',
  'auto_explain.log_format': 'json',
  // The statements of functions and foreign keys too.
  'auto_explain.log_nested_statements': 'on',
}

/** How statements are planned that were prepared: for the values of each execution, or once for all. */
export type PlanMode = 'force_custom_plan' | 'force_generic_plan'

/** Has every statement of the database's connections from now on explained; those that are open are closed. */
export async function explainAll(owner: postgres.Sql, mode: PlanMode): Promise<void> {
  const name = await nameOf(owner)
  for (const [setting, value] of Object.entries({ ...SETTINGS, plan_cache_mode: mode }))
    await owner.unsafe(`alter database "${name}" set ${setting} = '${value}'`)
  await closeOthers(owner)
}

/** Ends that, so that the log can be read to its end: nothing is being written to it. */
export async function explainNothing(owner: postgres.Sql): Promise<void> {
  await owner.unsafe(`alter database "${await nameOf(owner)}" reset all`)
  await closeOthers(owner)
}

async function nameOf(owner: postgres.Sql): Promise<string> {
  const [row] = await owner`select current_database() as name`
  return row?.name
}

const closeOthers = (owner: postgres.Sql) => owner`
  select pg_terminate_backend(pid, 5000) from pg_stat_activity
  where datname = current_database() and usename = 'storeplane_app'`

/** Where the log ends now, for reading what comes after: it is too long for one string. */
export async function openLog(owner: postgres.Sql): Promise<{ read: () => AsyncIterable<Executed> }> {
  const [row] = await owner`select current_setting('data_directory') as cluster`
  const path = join(dirname(String(row?.cluster)), 'postgres.log')
  const { size } = await stat(path)
  return { read: () => plansIn(createReadStream(path, { start: size })) }
}

/** Only explained databases write plans, so whatever else is in the log is of others. */
async function* plansIn(log: NodeJS.ReadableStream): AsyncIterable<Executed> {
  let plan: string[] | undefined
  for await (const line of createInterface({ input: log })) {
    if (line.startsWith('\t')) {
      plan?.push(line.slice(1))
      continue
    }
    if (plan !== undefined) yield JSON.parse(plan.join('\n'))
    plan = / UTC \[\d+\] LOG: {2}duration: [\d.]+ ms {2}plan:$/.test(line) ? [] : undefined
  }
  if (plan !== undefined) yield JSON.parse(plan.join('\n'))
}

/** A hot statement needs fewer rows than this: a page of a list with all that hangs on it. */
const MAX_ROWS_READ = 3_000

/** What is wrong with a plan: nothing, or a line for each fault. */
export function faultsOf(node: ExecutedNode): string[] {
  const faults: string[] = []
  const loops = node['Actual Loops']
  const read =
    loops *
    (node['Actual Rows'] +
      (node['Rows Removed by Filter'] ?? 0) +
      (node['Rows Removed by Index Recheck'] ?? 0) +
      (node['Rows Removed by Join Filter'] ?? 0))
  // The queue is a library with tables of its own, where only what still waits is looked through.
  const isOurs = node.Schema === 'public' || node.Schema === 'app'
  if (isOurs && node['Node Type'] === 'Seq Scan')
    faults.push(`reads ${node['Relation Name']} from end to end`)
  if ((isOurs || node.Schema === undefined) && read > MAX_ROWS_READ)
    faults.push(`${node['Node Type']} goes through ${read} rows`)
  if (
    node['Sort Space Type'] === 'Disk' ||
    (node['Hash Batches'] ?? 1) > 1 ||
    (node['Temp Written Blocks'] ?? 0) > 0
  )
    faults.push(`${node['Node Type']} does not fit in memory`)
  return [...faults, ...(node.Plans ?? []).flatMap(faultsOf)]
}
