import { sql } from 'drizzle-orm/sql'
import { utc } from '../../shared/db/columns.ts'
import type { Tx } from '../../shared/db/connect.ts'
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
