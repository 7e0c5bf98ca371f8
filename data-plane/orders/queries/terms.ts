// What orders are found by.
import { sql } from 'drizzle-orm/sql'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'

type Terms = { tenantId: string; orderId: string; terms: readonly string[] }
const insertAll = prepared<Terms>(
  (p) => sql`
    insert into order_terms (tenant_id, term, order_id)
    select ${p.tenantId}, t, ${p.orderId} from unnest(${p.terms}::text[]) as t on conflict do nothing`,
)
const deleteAll = prepared<Terms>(
  (p) => sql`
    delete from order_terms
    where tenant_id = ${p.tenantId} and term = any(${p.terms}::text[]) and order_id = ${p.orderId}`,
)
/** Makes an order be found by `after` where it was found by `before`. */
export async function changeTerms(
  tx: Tx,
  tenantId: string,
  orderId: string,
  { before, after }: { before: readonly string[]; after: readonly string[] },
): Promise<void> {
  const gone = before.filter((term) => !after.includes(term))
  const added = after.filter((term) => !before.includes(term))
  await Promise.all([
    gone.length > 0 && deleteAll(tx, { tenantId, orderId, terms: gone }),
    added.length > 0 && insertAll(tx, { tenantId, orderId, terms: added }),
  ])
}
