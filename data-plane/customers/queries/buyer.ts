import { type SQL, sql } from 'drizzle-orm/sql'

/** What totals depend on of a customer. */
export type Buyer = { id: string; email: string; group_ids: string[]; order_count: number }

/** SQL for a Buyer as JSON. For statements that are run with a `tenantId`. */
export const buyerOf = (id: SQL) => sql`(
  select json_build_object('id', b.id, 'email', b.email,
    'group_ids', array(select m.customer_group_id from customer_group_members m
      where m.tenant_id = b.tenant_id and m.customer_id = b.id),
    'order_count', (select coalesce(sum(s.order_count), 0) from customer_spending s
      where s.tenant_id = b.tenant_id and s.customer_id = b.id))
  from customers b where b.tenant_id = ${sql.placeholder('tenantId')} and b.id = ${id})`
