// How the shards are, and how they were found to be over the last days.
import { HEALTH_PATH, ShardHealth } from '../../shared/contracts/health.ts'
import { DomainError } from '../../shared/errors.ts'
import type { ControlCtx } from '../context.ts'
import * as queries from './queries.ts'
import type { ShardState, Sighting, SightingFilter } from './schema.ts'

const KEPT_MS = 7 * 24 * 60 * 60_000
const POINTS = 200
const MINUTE_SECONDS = 60

/** Asks the shard now. Throws `not_found`; that it does not answer, or not as it should, is an answer as well. */
export async function checkShard(ctx: ControlCtx, shard: string): Promise<ShardState> {
  const { requestId } = ctx
  const started = performance.now()
  const health = await ctx
    .askShard(shard, { method: 'GET', path: HEALTH_PATH, requestId })
    .then((answer) => ShardHealth.parse(answer))
    .catch((err) => {
      if (err instanceof DomainError && err.code === 'not_found') throw err
      ctx.log.warn({ err, shard }, 'the shard did not tell how it is')
      return null
    })
  const latency = performance.now() - started
  return {
    checked_at: new Date().toISOString(),
    reachable: health !== null,
    latency_ms: Math.round(latency * 100) / 100,
    health,
  }
}

/** Looks at all shards and keeps what is found; forgets what is older than a week. */
export async function lookAtShards(ctx: ControlCtx): Promise<void> {
  const names = await queries.shardNames(ctx.db)
  await Promise.all(
    names.map(async (name) => queries.insertSighting(ctx.db, name, sightingOf(await checkShard(ctx, name)))),
  )
  await queries.deleteSightings(ctx.db, new Date(ctx.now.getTime() - KEPT_MS).toISOString())
}

const sightingOf = ({ checked_at: at, latency_ms, health }: ShardState): Sighting => ({
  at,
  latency_ms: health === null ? null : latency_ms,
  database_bytes: health?.database_bytes ?? null,
  connections: health?.connections ?? null,
  waiting_jobs: health?.jobs.waiting ?? null,
  failed_jobs: health?.jobs.failed ?? null,
})

/** What was found in some hundred steps of a span, oldest first. Throws `not_found`. */
export async function listSightings(ctx: ControlCtx, shard: string, { from, to }: SightingFilter) {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1_000
  const step = Math.max(1, Math.ceil(seconds / POINTS / MINUTE_SECONDS)) * MINUTE_SECONDS
  const [names, data] = await Promise.all([
    queries.shardNames(ctx.db),
    queries.listSightings(ctx.db, shard, { from, to, stepSeconds: step }),
  ])
  if (!names.includes(shard)) throw new DomainError('not_found', `There is no shard ${shard}.`)
  return { step, data }
}
