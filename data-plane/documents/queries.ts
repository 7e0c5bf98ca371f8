import { sql } from 'drizzle-orm/sql'
import type { Tx } from '../../shared/db/connect.ts'
import { prepared } from '../../shared/db/prepared.ts'
import type { InvoiceContent, TaxedLine } from './rules/content.ts'
import type { InvoiceSettings } from './schema.ts'

const readSettingsOf = prepared<{ tenantId: string }, { settings: Partial<InvoiceSettings> }>(
  (p) => sql`select settings from invoice_settings where tenant_id = ${p.tenantId}`,
)
export const readSettings = async (tx: Tx, tenantId: string): Promise<Partial<InvoiceSettings> | undefined> =>
  (await readSettingsOf(tx, { tenantId }))[0]?.settings

export const putSettings = (tx: Tx, tenantId: string, settings: InvoiceSettings, at: string) =>
  tx.execute(sql`
    insert into invoice_settings (tenant_id, settings, updated_at) values (${tenantId}, ${JSON.stringify(settings)}, ${at})
    on conflict (tenant_id) do update set settings = excluded.settings, updated_at = excluded.updated_at`)

const readInvoice = prepared<{ tenantId: string; orderId: string }, { content: InvoiceContent }>(
  (p) => sql`select content from invoices where tenant_id = ${p.tenantId} and order_id = ${p.orderId}`,
)
export const findInvoice = async (
  tx: Tx,
  tenantId: string,
  orderId: string,
): Promise<InvoiceContent | undefined> => (await readInvoice(tx, { tenantId, orderId }))[0]?.content

const takeNumber = prepared<{ tenantId: string }, { last_number: number }>(
  (p) => sql`
    insert into invoice_counters as c (tenant_id, last_number) values (${p.tenantId}, 1)
    on conflict (tenant_id) do update set last_number = c.last_number + 1 returning last_number`,
)
/**
 * The store's next invoice number. Whoever takes one waits for those before to commit or to give theirs back, so none is
 * left out.
 */
export async function nextNumber(tx: Tx, tenantId: string): Promise<number> {
  const [row] = await takeNumber(tx, { tenantId })
  if (row === undefined) throw new Error('An invoice got no number.')
  return row.last_number
}

type NewInvoice = { id: string; orderId: string; number: number; content: string; at: string }
const insertOne = prepared<NewInvoice & { tenantId: string }>(
  (p) => sql`
    insert into invoices (tenant_id, id, order_id, number, content, issued_at)
    values (${p.tenantId}, ${p.id}, ${p.orderId}, ${p.number}, ${p.content}, ${p.at})`,
)
export const insertInvoice = (tx: Tx, tenantId: string, invoice: NewInvoice) =>
  insertOne(tx, { tenantId, ...invoice })

const readTaxes = prepared<{ tenantId: string; orderId: string }, TaxedLine & { id: string }>(
  (p) => sql`
    select id, net_amount as net, taxes from order_line_items
    where tenant_id = ${p.tenantId} and order_id = ${p.orderId} order by id`,
)
/** What each line was taxed with. */
export const taxedLines = (tx: Tx, tenantId: string, orderId: string) => readTaxes(tx, { tenantId, orderId })
