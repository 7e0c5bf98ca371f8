// What orders no longer hold.
import { sql } from 'drizzle-orm/sql'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { Hold } from '../rules.ts'
import type { VariantSelect } from './levels.ts'

type Changed = { tenantId: string; holderId: string; levelIds: string[]; quantities: number[] }
const reduce = prepared<Changed>(
  (p) => sql`
    update stock_reservations r set quantity = r.quantity - c.quantity
    from unnest(${p.levelIds}::uuid[], ${p.quantities}::bigint[]) as c (level_id, quantity)
    where r.tenant_id = ${p.tenantId} and r.holder_id = ${p.holderId} and r.level_id = c.level_id`,
)
const drop = prepared<Omit<Changed, 'quantities'>>(
  (p) => sql`
    delete from stock_reservations
    where tenant_id = ${p.tenantId} and holder_id = ${p.holderId} and level_id = any(${p.levelIds}::uuid[])`,
)
/** Takes from what a holder holds; each level may appear once, and what it holds all of is gone with `all`. */
export async function reduceHolds(
  tx: Tx,
  tenantId: string,
  holderId: string,
  { parts, all }: { parts: readonly Hold[]; all: readonly string[] },
): Promise<void> {
  const rest = parts.filter(({ level_id }) => !all.includes(level_id))
  await Promise.all([
    all.length > 0 && drop(tx, { tenantId, holderId, levelIds: [...all] }),
    rest.length > 0 &&
      reduce(tx, {
        tenantId,
        holderId,
        levelIds: rest.map(({ level_id }) => level_id),
        quantities: rest.map(({ quantity }) => quantity),
      }),
  ])
}

export const theseVariants = (ids: readonly string[]): VariantSelect =>
  sql`select unnest(${sql.param([...ids])}::uuid[])`
