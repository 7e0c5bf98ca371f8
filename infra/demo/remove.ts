// Takes the demo stores away, with all that belongs to them.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import { historyFile } from './history/progress.ts'
import { alone, keysFile, ownerOf } from './place.ts'
import { demoStores } from './store-data.ts'

type Stores = { controlUrl: string; shardUrls: ReadonlyMap<string, string>; dataDir: string }

/** Only those that the demo's own owners opened; a store of somebody else that has such a name stays. */
export async function removeDemoStores({ controlUrl, shardUrls, dataDir }: Stores): Promise<void> {
  await rm(historyFile(dataDir), { force: true })
  await rm(keysFile(dataDir), { force: true })
  const owners = demoStores('small').map(({ slug }) => ({ slug, email: ownerOf(slug) }))
  await alone(controlUrl, true, async (control) => {
    const found = await control<{ id: string; account_id: string; shard: string }[]>`
      select t.id, a.id as account_id, t.shard from tenants t
      join memberships m on m.tenant_id = t.id and m.role = 'owner' join accounts a on a.id = m.account_id
      join jsonb_to_recordset(${control.json(owners)}) as o (slug text, email text)
        on o.slug = t.slug and o.email = a.email`
    for (const { id, account_id, shard } of found) {
      const url = shardUrls.get(shard)
      if (url !== undefined) await onShard(url, id)
      await control.begin(async (tx) => {
        await deleteAll(tx, 'tenant_id', id)
        await tx`delete from tenants where id = ${id}`
        const [other] = await tx`select 1 from memberships where account_id = ${account_id}`
        if (other !== undefined) return
        await deleteAll(tx, 'account_id', account_id)
        await tx`delete from accounts where id = ${account_id}`
      })
      await rm(join(dataDir, 'media', id), { recursive: true, force: true })
    }
    // A sign-up that is repeated must not be answered with the store that is gone.
    await control`delete from idempotency_keys`
  })
}

async function onShard(url: string, tenantId: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await sql.begin(async (tx) => {
      await deleteAll(tx, 'tenant_id', tenantId)
      await tx`delete from pgboss.job where data ->> 'tenant_id' = ${tenantId}`
    })
  } finally {
    await sql.end()
  }
}

/** From every table that has the column. What protects ledgers, and the order of foreign keys, do not count here. */
async function deleteAll(tx: postgres.TransactionSql, column: string, id: string): Promise<void> {
  await tx`set local session_replication_role = replica`
  const tables = await tx<{ name: string }[]>`
    select c.oid::regclass::text as name from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = ${column} and not a.attisdropped
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname in ('public', 'app')`
  for (const { name } of tables) await tx.unsafe(`delete from ${name} where ${column} = $1`, [id])
}
