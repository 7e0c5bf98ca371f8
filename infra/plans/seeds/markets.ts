import type postgres from 'postgres'
import { STARTING_MARKETS } from '../../../data-plane/markets/index.ts'

export const [MARKET] = STARTING_MARKETS

/** Gives tenants their default market and the tax of its country. */
export async function seedMarkets(sql: postgres.Sql, ids: readonly string[]): Promise<void> {
  const { code, name, countries, currency, locale, shipping_methods } = MARKET
  await sql`
    insert into markets (tenant_id, code, name, countries, currency, currencies, locale, shipping_methods)
    select t, ${code}, ${name}, ${countries}, ${currency}, ${[currency]}, ${locale}, ${JSON.stringify(shipping_methods)}::text::jsonb
    from unnest(${[...ids]}::uuid[]) as t`
  const rate = { code: 'sales_tax', name: 'Sales tax', ppm: 80_000, combinable: false, gst: false }
  const rates = JSON.stringify([{ ...rate, tax_classes: [], product_types: [], product_ids: [] }])
  await sql`
    insert into tax_regions (tenant_id, country, province, name, rates)
    select t, 'US', '', ${name}, ${rates}::text::jsonb from unnest(${[...ids]}::uuid[]) as t`
}
