// Where demo stores are: their keys, the way to them, and the lock by which one process at a time is at them.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import type { Dispatch } from '../../shared/http/dispatch.ts'
import type { Fetch } from '../../shared/http/server.ts'
import { type DemoClient, demoClient } from './client.ts'

/** What `demo.json` holds of a store. */
export type DemoKeys = {
  slug: string
  /** Of the owner, who signs in with it. */
  email: string
  password: string
  publishable: string
  secret: string
}

export type DemoPlace = {
  /** Asks the installation. */
  fetch: Fetch
  /** Workers of this process, by shard. */
  workers: ReadonlyMap<string, Dispatch>
  /** Of the control database, as its owner. */
  controlUrl: string
  baseDomain: string
  dataDir: string
  /** Makes the owners' passwords. */
  secret: string
  /** Whether mails go to a mail server. */
  hasMailServer: boolean
}

const LOCK_KEY = 7_305_815
/** Where the keys of the stores are kept once all are open. */
export const keysFile = (dataDir: string): string => join(dataDir, 'demo.json')

/** Who owns the store at `slug`. */
export const ownerOf = (slug: string): string => `owner@${slug}.example`

/** The stores that were opened, by `demo.json`. */
export async function readKeys(dataDir: string): Promise<DemoKeys[]> {
  return existsSync(keysFile(dataDir)) ? JSON.parse(await readFile(keysFile(dataDir), 'utf8')) : []
}

/** Runs `work` while no other process of the installation is at it; gives undefined if one is and `wait` is false. */
export async function alone<T>(
  controlUrl: string,
  wait: boolean,
  work: (sql: postgres.Sql) => Promise<T>,
): Promise<T | undefined> {
  const sql = postgres(controlUrl, { max: 1, onnotice: () => {} })
  try {
    if (wait) await sql`select pg_advisory_lock(${LOCK_KEY})`
    else {
      const [taken] = await sql`select pg_try_advisory_lock(${LOCK_KEY}) as is_mine`
      if (taken?.is_mine !== true) return undefined
    }
    return await work(sql)
  } finally {
    await sql.end()
  }
}

/** The way to the worker of the store at `slug`. */
export async function clientOf({ workers }: DemoPlace, sql: postgres.Sql, slug: string): Promise<DemoClient> {
  const [tenant] = await sql`
    select t.id, t.shard, t.epoch::int, t.plan, a.id as owner_id, a.email from tenants t
    join memberships m on m.tenant_id = t.id and m.role = 'owner' join accounts a on a.id = m.account_id
    where t.slug = ${slug} order by m.account_id limit 1`
  const dispatch = workers.get(tenant?.shard)
  if (tenant === undefined || dispatch === undefined) throw new Error(`The demo store ${slug} is not here.`)
  const { id: tenantId, shard, epoch, plan, owner_id, email } = tenant
  return demoClient(dispatch, { ...{ tenantId, shard, epoch, plan }, owner: { id: owner_id, email } })
}
