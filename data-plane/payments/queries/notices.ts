import { sql } from 'drizzle-orm/sql'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'

type Notice = { gatewayId: string; id: string; kind: string; paymentId: string | null; at: string }

const insert = prepared<Notice & { tenantId: string }, { id: string }>(
  (p) => sql`
    insert into payment_notices (tenant_id, gateway_id, id, kind, payment_id, received_at)
    values (${p.tenantId}, ${p.gatewayId}, ${p.id}, ${p.kind}, ${p.paymentId}, ${p.at})
    on conflict do nothing returning id`,
)
/** Remembers what a provider told; false when it had told that before. */
export const insertNotice = async (tx: Tx, tenantId: string, notice: Notice): Promise<boolean> =>
  (await insert(tx, { tenantId, ...notice })).length > 0

const forget = prepared<{ tenantId: string; before: string }>(
  (p) => sql`delete from payment_notices where tenant_id = ${p.tenantId} and received_at < ${p.before}`,
)
export const deleteNotices = (tx: Tx, tenantId: string, before: string) => forget(tx, { tenantId, before })
