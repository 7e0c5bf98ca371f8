// A category of thousands of products is moved, against writing under what they are then found by hand.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres, { type Sql } from 'postgres'
import { renderRequest } from '../connection.ts'
import type { Store } from '../seed.ts'
import type { Stage } from '../stage.ts'
import { fetchText } from './common.ts'

const POLL_MS = 20

/** How long it takes, in seconds, until all products of `ours` are found under another category, and by hand in `theirs`. */
export async function reindexSeconds(
  stage: Stage,
  ours: Store,
  theirs: Store,
): Promise<{ ours: number; theirs: number }> {
  const sql = postgres(stage.shardUrl, { max: 1 })
  try {
    return {
      ours: await moveSeconds(stage, sql, ours),
      theirs: await copySeconds(stage, sql, theirs),
    }
  } finally {
    await sql.end()
  }
}

type Categories = { above: string; beside: string; below: string }

/** A category of all that the store has, under `above`. */
async function addCategories(stage: Stage, sql: Sql, store: Store): Promise<Categories> {
  const add = async (name: string, parent_id: string | null): Promise<string> => {
    const { body } = await call(stage, store, {
      method: 'POST',
      path: '/admin/v1/categories',
      body: { name, parent_id },
    })
    return JSON.parse(body).id
  }
  const above = await add('Above', null)
  const categories = { above, beside: await add('Beside', null), below: await add('Below', above) }
  await sql`
    insert into category_products (tenant_id, category_id, product_id, direct)
    select tenant_id, c.id, p.id, c.direct from products p
    cross join (values (${categories.below}::uuid, true), (${above}::uuid, false)) as c (id, direct)
    where tenant_id = ${store.tenantId}`
  await sql`analyze category_products`
  return categories
}

async function moveSeconds(stage: Stage, sql: Sql, store: Store): Promise<number> {
  const { above, beside, below } = await addCategories(stage, sql, store)
  const started = performance.now()
  await call(stage, store, {
    method: 'PATCH',
    path: `/admin/v1/categories/${below}`,
    body: { parent_id: beside },
  })
  const left = () =>
    sql`select from category_products where tenant_id = ${store.tenantId} and category_id = ${above} limit 1`
  while ((await left()).length > 0) await sleep(POLL_MS)
  return (performance.now() - started) / 1000
}

async function copySeconds(stage: Stage, sql: Sql, store: Store): Promise<number> {
  const { tenantId } = store
  const { beside, below } = await addCategories(stage, sql, store)
  const products = await sql`select id from products where tenant_id = ${tenantId}`
  const started = performance.now()
  await sql.begin(async (sql) => {
    await sql`delete from category_products where tenant_id = ${tenantId}`
    const lines = products.flatMap(({ id }) => [
      `${tenantId}\t${below}\t${id}\tt\n`,
      `${tenantId}\t${beside}\t${id}\tf\n`,
    ])
    const into =
      await sql`copy category_products (tenant_id, category_id, product_id, direct) from stdin`.writable()
    await pipeline(Readable.from([lines.join('')]), into)
  })
  return (performance.now() - started) / 1000
}

type Asked = { method: 'POST' | 'PATCH'; path: string; body: object }

const call = ({ server }: Stage, { host, secret: key }: Store, asked: Asked) =>
  fetchText(server, renderRequest({ ...asked, host, key }))
