// Which statements of the shard take the time, how Postgres goes about them, and what could be done.
import type { ShardCtx } from '../../shared/context.ts'
import type { SlowQuery, SlowQueryFilter } from '../../shared/contracts/slow-queries.ts'
import { DomainError } from '../../shared/errors.ts'
import * as queries from './queries.ts'
import { planNodes, suggestionsFor } from './rules.ts'

/** The application's slowest statements on this shard. Throws `statements_not_tracked`. */
export async function listSlowQueries(
  ctx: ShardCtx,
  filter: SlowQueryFilter,
): Promise<{ data: SlowQuery[] }> {
  const { db } = ctx.shard.pool
  await assertTracked(ctx)
  const [rows, tables] = await Promise.all([queries.slowStatements(db, filter), queries.readTables(db)])
  const data = rows.map(({ plan, ...row }) => {
    const nodes = plan === null ? null : planNodes(plan)
    return { ...row, plan: nodes, suggestions: suggestionsFor(row, nodes ?? [], tables) }
  })
  return { data }
}

/** Forgets the figures of this shard's statements. Throws `statements_not_tracked`. */
export async function resetStatements(ctx: ShardCtx): Promise<{ reset_at: string }> {
  await assertTracked(ctx)
  await queries.resetStatements(ctx.shard.pool.db)
  return { reset_at: ctx.now.toISOString() }
}

async function assertTracked(ctx: ShardCtx): Promise<void> {
  if (await queries.isTracking(ctx.shard.pool.db)) return
  throw new DomainError(
    'statements_not_tracked',
    `Postgres keeps no figures on the statements of shard ${ctx.shard.name}. Add pg_stat_statements to its ` +
      'shared_preload_libraries, restart it, and run `npm run migrate -- shard` again as a superuser.',
  )
}
