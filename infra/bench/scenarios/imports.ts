// Importing a product file, against reading the same file and copying its rows straight into the tables.
import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import postgres, { type TransactionSql } from 'postgres'
import { renderRequest } from '../connection.ts'
import { median } from '../measure.ts'
import { count, type Report } from '../report.ts'
import type { Store } from '../seed.ts'
import type { Stage } from '../stage.ts'
import { fetchText } from './common.ts'
import { reindexSeconds } from './reindex.ts'

const PRODUCTS = 10_000
const PRODUCTS_QUICK = 1_000
const ROUNDS = 2
const POLL_MS = 50

type Row = {
  Handle: string
  Title: string
  'Body (HTML)': string
  Vendor: string
  Type: string
  Tags: string
} & {
  'Variant SKU': string
  'Variant Grams': string
  'Variant Price': string
  'Variant Inventory Qty': string
}

export async function imports(stage: Stage): Promise<Report> {
  const products = stage.scale.quick ? PRODUCTS_QUICK : PRODUCTS
  const file = productFile(products)
  type Round = { ours: number; theirs: number }
  const imports: Round[] = []
  const moves: Round[] = []
  // Each import into a store of its own, the last ones, which the other scenarios need least.
  const stores = stage.stores.toReversed()
  for (let round = 0; round < (stage.scale.quick ? 1 : ROUNDS); round += 1) {
    const [ours, theirs] = stores.slice(2 * round, 2 * round + 2)
    if (ours === undefined || theirs === undefined) throw new Error('There are too few stores.')
    imports.push({
      ours: await importSeconds(stage, ours, file, products),
      theirs: await copySeconds(stage, theirs, file),
    })
    moves.push(await reindexSeconds(stage, ours, theirs))
  }
  const fact = (name: string, rounds: readonly Round[]) => {
    const ratio = median(rounds.map(({ ours, theirs }) => theirs / ours))
    const rate = (of: keyof Round) => count(products / median(rounds.map((round) => round[of])))
    const value = `${ratio.toFixed(2)}: ${rate('ours')} against ${rate('theirs')} products/s`
    return { name, value, aim: '≥ 0.30', met: ratio >= 0.3 }
  }
  const size = count(products)
  return {
    ratios: [],
    facts: [
      fact(`import of ${size} products against COPY by hand`, imports),
      fact(`re-index of ${size} products whose category moved against COPY by hand`, moves),
    ],
    notes: [],
  }
}

function productFile(products: number): string {
  const rows = Array.from(
    { length: products },
    (_, i): Record<string, string> => ({
      Handle: `imported-${i}`,
      Title: `Imported shirt no. ${i}`,
      'Body (HTML)': '<p>Woven of European flax, washed soft, with buttons of corozo.</p>',
      Vendor: 'Linen House',
      Type: 'Shirts',
      Tags: 'linen, summer',
      Published: 'true',
      'Option1 Name': 'Title',
      'Option1 Value': 'Default Title',
      'Variant SKU': `IMPORTED-${i}`,
      'Variant Grams': '250',
      'Variant Inventory Tracker': 'shopify',
      'Variant Inventory Qty': '100',
      'Variant Inventory Policy': 'deny',
      'Variant Price': '29.00',
      'Variant Requires Shipping': 'true',
      'Variant Taxable': 'true',
      Status: 'active',
    }),
  )
  return stringify(rows, { header: true })
}

/** From the upload to the last product. */
async function importSeconds(
  { server }: Stage,
  { host, secret: key }: Store,
  file: string,
  products: number,
): Promise<number> {
  const started = performance.now()
  const upload = renderRequest({
    method: 'POST',
    host,
    key,
    path: '/admin/v1/products/import',
    headers: { 'content-type': 'text/csv' },
    body: file,
  })
  const { id } = JSON.parse((await fetchText(server, upload)).body)
  const progress = renderRequest({ host, key, path: `/admin/v1/product-imports/${id}` })
  for (;;) {
    const { status, created } = JSON.parse((await fetchText(server, progress)).body)
    if (status === 'completed' && created === products) return (performance.now() - started) / 1000
    if (status === 'completed' || status === 'failed')
      throw new Error(`The import ended as ${status} with ${created} products.`)
    await sleep(POLL_MS)
  }
}

async function copySeconds({ shardUrl }: Stage, { tenantId }: Store, file: string): Promise<number> {
  const sql = postgres(shardUrl, { max: 1 })
  const started = performance.now()
  try {
    const rows = parse<Row>(file, { columns: true })
    await sql.begin((sql) => copyRows(sql, tenantId, rows))
    return (performance.now() - started) / 1000
  } finally {
    await sql.end()
  }
}

async function copyRows(sql: TransactionSql, tenantId: string, rows: readonly Row[]): Promise<void> {
  const products = rows.map((row) => ({ ...row, product: randomUUID(), variant: randomUUID() }))
  const copy = async (into: string, fields: (row: (typeof products)[number]) => readonly string[]) => {
    const lines = products.map((row) => `${[tenantId, ...fields(row)].join('\t')}\n`)
    await pipeline(Readable.from([lines.join('')]), await sql.unsafe(`copy ${into} from stdin`).writable())
  }
  await copy(
    `products (tenant_id, id, title, handle, description, status, vendor, product_type, tags, options, seo_title,
      seo_description, metadata)`,
    (row) => [
      ...[row.product, row.Title, row.Handle, row['Body (HTML)'], 'active', row.Vendor, row.Type],
      ...[`{${row.Tags.replaceAll(', ', ',')}}`, '{}', '', '', '{}'],
    ],
  )
  await copy(
    `variants (tenant_id, id, product_id, position, title, sku, barcode, option_values, weight_grams, weight_unit,
      requires_shipping, taxable, image_url, metadata)`,
    (row) => [
      ...[
        row.variant,
        row.product,
        '0',
        'Default Title',
        row['Variant SKU'],
        '',
        '{}',
        row['Variant Grams'],
        'kg',
      ],
      ...['t', 't', '', '{}'],
    ],
  )
  await copy('variant_prices (tenant_id, variant_id, currency, amount)', (row) => [
    ...[row.variant, 'USD', String(Math.round(Number(row['Variant Price']) * 100))],
  ])
  const [location] = await sql`select id from locations where tenant_id = ${tenantId} and is_default`
  const home = String(location?.id)
  await copy(
    'inventory_levels (tenant_id, variant_id, location_id, tracked, policy, on_hand, available, floor, low_at)',
    ({ variant, 'Variant Inventory Qty': quantity }) => [
      ...[variant, home, 't', 'deny', quantity, quantity, '0', '5'],
    ],
  )
  await copy(
    'stock_movements (tenant_id, variant_id, location_id, kind, on_hand, available, reason, actor, at)',
    ({ variant, 'Variant Inventory Qty': quantity }) => [
      ...[variant, home, 'adjusted', quantity, quantity, 'Catalog', 'bench', new Date().toISOString()],
    ],
  )
}
