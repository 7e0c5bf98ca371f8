// What things take on disk, indexes included, for planning.
import postgres from 'postgres'
import { count, type Report } from '../report.ts'
import { PRODUCTS_PER_STORE } from '../seed.ts'
import type { Stage } from '../stage.ts'

const CATALOG = [
  'products',
  'product_images',
  'variants',
  'variant_prices',
  'inventory_levels',
  'product_ratings',
]
const STORE = ['app.tenants', 'stores', 'markets', 'tax_regions', 'locations']

/** Averages over what was seeded. */
export async function disk({ controlUrl, shardUrl, stores }: Stage): Promise<Report> {
  const products = stores.length * PRODUCTS_PER_STORE
  const facts = [
    ['a product with its variants, prices, image and stock', (await sizeOf(shardUrl, CATALOG)) / products],
    ['a store on its shard, empty', (await sizeOf(shardUrl, STORE)) / stores.length],
    [
      'a store and its keys in the control database',
      (await sizeOf(controlUrl, ['tenants', 'api_keys'])) / stores.length,
    ],
  ] as const
  return {
    ratios: [],
    facts: facts.map(([name, bytes]) => ({ name: `on disk: ${name}`, value: `${count(bytes)} bytes` })),
    notes: [],
  }
}

async function sizeOf(url: string, tables: readonly string[]): Promise<number> {
  const sql = postgres(url, { max: 1 })
  try {
    const [row] = await sql<{ bytes: string }[]>`
      select sum(pg_total_relation_size(name::regclass)) as bytes from unnest(${tables}::text[]) as name`
    return Number(row?.bytes)
  } finally {
    await sql.end()
  }
}

/** Bytes that the shard takes, and has written ahead since it was made. */
export async function readSizes({ shardUrl }: Stage): Promise<{ disk: number; wal: number }> {
  const sql = postgres(shardUrl, { max: 1 })
  try {
    const [row] = await sql<{ disk: string; wal: string }[]>`
      select pg_database_size(current_database()) as disk, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') as wal`
    return { disk: Number(row?.disk), wal: Number(row?.wal) }
  } finally {
    await sql.end()
  }
}
