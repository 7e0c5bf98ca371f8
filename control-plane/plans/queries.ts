import { sql } from 'drizzle-orm/sql'
import type { Db, Tx } from '../../shared/db/connect.ts'
import type { Plan, PlanPatch } from './schema.ts'

const columns = sql`name, title, limits, rate_limits`

export const listPlans = (db: Db): Promise<Plan[]> =>
  db.execute<Plan>(sql`select ${columns} from plans order by position, name`)

export async function updatePlan(tx: Tx, name: string, patch: PlanPatch): Promise<Plan | undefined> {
  const json = (value: object | undefined) => (value === undefined ? null : JSON.stringify(value))
  const [row] = await tx.execute<Plan>(sql`
    update plans set
      title = coalesce(${patch.title ?? null}, title),
      limits = coalesce(${json(patch.limits)}::jsonb, limits),
      rate_limits = coalesce(${json(patch.rate_limits)}::jsonb, rate_limits)
    where name = ${name} returning ${columns}`)
  return row
}
