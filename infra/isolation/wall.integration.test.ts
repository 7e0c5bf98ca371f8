// What the application role can do to the rows of other tenants, tried on every tenant table: nothing.
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestDatabase } from '../../shared/testing/database.ts'
import {
  ADMIN_TOKEN,
  startTestPlatform,
  type TestPlatform,
  type TestStore,
} from '../../shared/testing/platform.ts'
import { type Belongings, belongingsIn } from './belongings.ts'
import { fill, hasImports } from './fixture.ts'
import { findOffenders, tenantTables } from './offenders.ts'

const SETUP_MS = 30_000

let platform: TestPlatform
let shard: TestDatabase
let one: TestStore
let other: TestStore
let othersBefore: Belongings
/** A pool of a single connection: whatever one transaction leaves behind, the next one finds. */
let app: postgres.Sql
let tables: string[]
beforeAll(async () => {
  platform = await startTestPlatform()
  one = await platform.signUp()
  do other = await platform.signUp()
  while (other.shard !== one.shard)
  shard = platform.shards.get(one.shard)!
  await Promise.all([one, other].map(fillStore))
  othersBefore = await belongingsIn(shard.owner, other)
  app = postgres(shard.appUrl, { max: 1, onnotice: () => {} })
  tables = await tenantTables(shard.owner)
}, SETUP_MS)
afterAll(async () => {
  await app?.end()
  await platform?.stop()
})

const fillStore = (store: TestStore) =>
  fill({
    ...store,
    tenantId: store.id,
    word: store.slug,
    platform: (method, path, body) => platform.call(method, path, { key: store.session, body }),
    operator: (method, path, body) => platform.call(method, path, { key: ADMIN_TOKEN, body }),
    shard: shard.owner,
  })

const untouched = async () =>
  expect(Object.fromEntries(await belongingsIn(shard.owner, other))).toEqual(Object.fromEntries(othersBefore))

/** How many rows a statement gave or changed, or the SQLSTATE of its refusal; the transaction goes on. */
async function attempt(tx: postgres.TransactionSql, statement: string, values: string[] = []) {
  try {
    return await tx.savepoint(async (tx) => (await tx.unsafe(statement, values)).count)
  } catch (error) {
    if (error instanceof postgres.PostgresError) return error.code
    throw error
  }
}

/** Tries a statement on every tenant table; gives each outcome other than those allowed. */
async function onEveryTable(
  tx: postgres.TransactionSql,
  statementFor: (table: string) => string | Promise<string>,
  allowed: readonly (number | string)[],
): Promise<string[]> {
  const found: string[] = []
  for (const table of tables) {
    const statement = await statementFor(table)
    const outcome = await attempt(tx, statement)
    if (!allowed.includes(outcome)) found.push(`${statement}: ${outcome}`)
  }
  return found
}

/** Inserts a copy of a row of the other tenant, whose id it keeps. */
async function copyOfForeignRow(table: string): Promise<string> {
  const [columns] = await shard.owner`
    select string_agg(quote_ident(attname), ', ') as list from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = ''`
  const row = JSON.stringify(othersBefore.get(table)?.[0] ?? { tenant_id: other.id })
  return `insert into ${table} (${columns?.list}) overriding system value
    select ${columns?.list} from jsonb_populate_record(null::${table}, '${row.replaceAll("'", "''")}')`
}

const INSUFFICIENT_PRIVILEGE = '42501'
/** No row was there to be changed, or the table is one that is only added to. */
const NOTHING = [0, INSUFFICIENT_PRIVILEGE]

test('both stores have rows in every tenant table', async () => {
  const later = hasImports ? [] : ['product_imports', 'product_import_errors']
  for (const store of [one, other]) {
    const rows = await belongingsIn(shard.owner, store)
    expect(tables.filter((table) => !rows.has(table) && !later.includes(table))).toEqual([])
  }
})

test('a shard in use keeps the rules too', async () => {
  expect(await findOffenders(shard.owner)).toEqual([])
  expect(await findOffenders(platform.control.owner, 'control')).toEqual([])
})

async function expectNothing(): Promise<void> {
  await app.begin(async (tx) => {
    expect(await onEveryTable(tx, (table) => `select from ${table}`, [0])).toEqual([])
    expect(await onEveryTable(tx, (table) => `delete from ${table}`, NOTHING)).toEqual([])
    expect(await onEveryTable(tx, (table) => `update ${table} set tenant_id = tenant_id`, NOTHING)).toEqual(
      [],
    )
    expect(await onEveryTable(tx, copyOfForeignRow, [INSUFFICIENT_PRIVILEGE])).toEqual([])
  })
  await untouched()
}

test('before a tenant is named every table is empty and takes no row', async () => {
  const [setting] = await app`select current_setting('app.tenant_id', true) as value`
  expect(setting?.value).toBeNull()
  await expectNothing()
})

test('a connection that served a tenant forgets it', async () => {
  const seen = await app.begin(async (tx) => {
    await tx`select app.enter_tenant(${one.id}, null)`
    return tx`select from products`
  })
  expect(seen.count).toBeGreaterThan(0)

  const [setting] = await app`select current_setting('app.tenant_id', true) as value`
  expect(setting?.value).toBe('')
  await expectNothing()
})

test('a connection whose transaction failed forgets its tenant too', async () => {
  const failing = app.begin(async (tx) => {
    await tx`select app.enter_tenant(${one.id}, null)`
    await tx`select 1 / 0`
  })
  await expect(failing).rejects.toMatchObject({ code: '22012' })
  await expectNothing()
})

test('one tenant reads and changes its own rows only, in every table', async () => {
  const ours = await belongingsIn(shard.owner, one)
  await app.begin(async (tx) => {
    await tx`select app.enter_tenant(${one.id}, null)`
    for (const table of tables)
      expect(await attempt(tx, `select from ${table}`), table).toBe(ours.get(table)?.length ?? 0)
    const theirs = `where tenant_id = '${other.id}'`
    expect(await onEveryTable(tx, (table) => `select from ${table} ${theirs}`, [0])).toEqual([])
    expect(await onEveryTable(tx, (table) => `delete from ${table} ${theirs}`, NOTHING)).toEqual([])
    expect(
      await onEveryTable(tx, (table) => `update ${table} set tenant_id = '${one.id}' ${theirs}`, NOTHING),
    ).toEqual([])
  })
  await untouched()
})

test('one tenant gives no row to another, in any table', async () => {
  await app.begin(async (tx) => {
    await tx`select app.enter_tenant(${one.id}, null)`
    for (const table of tables) {
      const outcome = await attempt(tx, `update ${table} set tenant_id = '${other.id}'`)
      expect(outcome, table).toBe(othersBefore.has(table) ? INSUFFICIENT_PRIVILEGE : 0)
    }
    expect(await onEveryTable(tx, copyOfForeignRow, [INSUFFICIENT_PRIVILEGE])).toEqual([])
  })
  await untouched()
})

test('one tenant points at no row of another, by any foreign key', async () => {
  const keys = await shard.owner`
    select conrelid::regclass::text as table, conname as name, attname as column
    from pg_constraint k join pg_attribute a on attrelid = conrelid and attnum = any(conkey)
    where contype = 'f' and conrelid::regclass::text = any(${tables}) and atttypid = 'uuid'::regtype
      and attname <> 'tenant_id' and conparentid = 0`
  expect(keys.length).toBeGreaterThan(0)
  await app.begin(async (tx) => {
    await tx`select app.enter_tenant(${one.id}, null)`
    for (const { table, name, column } of keys) {
      const foreign = othersBefore.get(table)?.find((row) => row[column] !== null)?.[column]
      if (foreign === undefined) continue
      const outcome = await attempt(tx, `update ${table} set ${column} = $1`, [String(foreign)])
      expect(['23503', '23505'], `${table}.${name}: ${outcome}`).toContain(outcome)
    }
  })
})

test('the application role cannot take the wall down', async () => {
  await app.begin(async (tx) => {
    await tx`select app.enter_tenant(${one.id}, null)`
    const statements = [
      'truncate events',
      'alter table products disable row level security',
      'alter table products no force row level security',
      'drop policy tenant on products',
      'create policy more on products using (true)',
      'create or replace function app.current_tenant() returns uuid return null',
      'alter function app.current_tenant() security definer',
      'set local row_security = off; select from products',
      'set local session_replication_role = replica',
      'set local role postgres',
      'create table public.mine (id uuid)',
      'update app.tenants set epoch = epoch + 1',
      'delete from app.tenants',
      'delete from schema_migrations',
    ]
    for (const statement of statements)
      expect(await attempt(tx, statement), statement).toBe(INSUFFICIENT_PRIVILEGE)
  })
})

const STALE = { code: 'SP001' }
const enter = (tenant: string | null, epoch: number | null) =>
  app.begin(async (tx) => {
    await tx`select app.enter_tenant(${tenant}, ${epoch})`
    return (await tx`select from products`).count
  })

test('a tenant is entered at its own epoch, or by whoever does not ask for one', async () => {
  expect(await enter(one.id, 1)).toBeGreaterThan(0)
  expect(await enter(one.id, null)).toBeGreaterThan(0)
})

test('a wrong epoch, an unknown tenant and none at all are turned away', async () => {
  await expect(enter(one.id, 2)).rejects.toMatchObject(STALE)
  await expect(enter(one.id, 0)).rejects.toMatchObject(STALE)
  await expect(enter('0198c0de-0000-7000-8000-000000000000', 1)).rejects.toMatchObject(STALE)
  await expect(enter('0198c0de-0000-7000-8000-000000000000', null)).rejects.toMatchObject(STALE)
  await expect(enter(null, null)).rejects.toMatchObject(STALE)
  await expectNothing()
})
