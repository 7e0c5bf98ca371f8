import { sql } from 'drizzle-orm/sql'
import type { EventCountFilter } from '../../shared/contracts/event-counts.ts'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
import { firstIdAt } from '../../shared/http/request-id.ts'
import type { Event } from './schema.ts'

export async function listEvents(
  tx: Tx,
  tenantId: string,
  filter: { limit: number; before?: string | undefined; name?: string | undefined },
): Promise<Event[]> {
  const { limit, before, name } = filter
  return [
    ...(await tx.execute<Event>(sql`
    select id, name, version, data, ${utc('occurred_at')} as occurred_at from events
    where tenant_id = ${tenantId} ${before === undefined ? sql`` : sql`and id < ${before}`} ${name === undefined ? sql`` : sql`and name = ${name}`}
    order by id desc limit ${limit}`)),
  ]
}

/** By the ids, which tell when events were made; steps in which nothing happened are left out. */
export const countEvents = (
  tx: Tx,
  tenantId: string,
  { name, from, to, step_seconds }: EventCountFilter,
): Promise<{ at: string; count: number }[]> =>
  tx.execute<{ at: string; count: number }>(sql`
    with steps as (
      select date_bin(make_interval(secs => ${step_seconds}), occurred_at, 'epoch') as at, count(*) as count
      from events
      where tenant_id = ${tenantId} and name = ${name}
        and id >= ${firstIdAt(Date.parse(from))} and id < ${firstIdAt(Date.parse(to))}
      group by 1)
    select ${utc('at')} as at, count from steps order by 1`)
