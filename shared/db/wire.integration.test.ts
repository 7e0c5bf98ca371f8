import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { sql } from 'drizzle-orm/sql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../testing/database.ts'
import { openPool, type Pool } from './connect.ts'
import type { Statement } from './wire.ts'

const TENANTS = Array.from({ length: 20 }, (_, i) => `0199a000-0000-7000-8000-0000000000${10 + i}`)

let database: TestDatabase
let pool: Pool
beforeAll(async () => {
  database = await createTestDatabase('shard')
  pool = openPool(database.appUrl, 4, 'wire test')
  for (const tenant of TENANTS) {
    await database.owner`insert into app.tenants (tenant_id) values (${tenant})`
    await database.owner`insert into order_counters (tenant_id, last_number) values (${tenant}, 0)`
  }
})
afterAll(async () => {
  await pool.close()
  await database.drop()
})

const enter = (tenant: string | undefined): Statement => ({
  text: 'select app.enter_tenant($1, 1)',
  values: [tenant],
})
const count: Statement = { text: 'update order_counters set last_number = last_number + 1', values: [] }
const seen: Statement = { text: 'select tenant_id, last_number from order_counters', values: [] }
const fault: Statement = { text: 'select 1 / $1::int', values: [0] }

test('values come back as what they are', async () => {
  const [rows] = await pool.batch([
    {
      text: `select $1::bigint as big, $2::boolean as yes, $3::text[] as list, $4::jsonb as json, $5::text as nothing,
        $6::timestamptz as time, $7::int as n, $8::text as text`,
      values: [
        9_007_199_254_740_991,
        true,
        ['a "b"', 'c\\d', 'e,f', ''],
        { a: [1, null] },
        null,
        new Date(0),
        -7,
        "o'clock ✓",
      ],
    },
  ])
  expect(rows).toEqual([
    {
      big: 9_007_199_254_740_991,
      yes: true,
      list: ['a "b"', 'c\\d', 'e,f', ''],
      json: { a: [1, null] },
      nothing: null,
      time: '1970-01-01 00:00:00+00',
      n: -7,
      text: "o'clock ✓",
    },
  ])
})

test('a batch gives the rows of each statement, and is one transaction: an error undoes all of it', async () => {
  const [tenant] = TENANTS
  const results = await pool.batch([enter(tenant), count, seen])
  expect(results.map((rows) => rows.length)).toEqual([1, 0, 1])
  const before = (await pool.batch([enter(tenant), count, seen]))[2]
  await expect(pool.batch([enter(tenant), count, fault])).rejects.toMatchObject({ code: '22012' })
  const after = (await pool.batch([enter(tenant), seen]))[1]
  expect(after).toEqual(before)
})

test('statements of a failed batch can be sent again, whether or not the server had prepared them', async () => {
  const single = openPool(database.appUrl, 1, 'wire test')
  const first: Statement = { text: 'select 1 as first', values: [] }
  const broken: Statement = { text: 'select nonsense from nowhere', values: [] }
  const later: Statement = { text: 'select 2 as later', values: [] }
  for (let i = 0; i < 3; i += 1)
    await expect(single.batch([first, broken, later])).rejects.toMatchObject({ code: '42P01' })
  expect(await single.batch([first, later])).toEqual([[{ first: 1 }], [{ later: 2 }]])
  await single.close()
})

test('thousands of batches of many tenants at once, a tenth of them failing: no foreign row, no tenant left behind', async () => {
  const plans = Array.from({ length: 6_000 }, (_, i) => ({
    tenant: TENANTS[(i * 7) % TENANTS.length],
    fails: i % 10 === 3,
  }))
  let succeeded = 0
  await Promise.all(
    plans.map(async ({ tenant, fails }) => {
      try {
        const [, , rows] = await pool.batch([enter(tenant), count, seen, ...(fails ? [fault] : [])])
        expect(rows?.map((row) => row.tenant_id)).toEqual([tenant])
        succeeded += 1
      } catch (error) {
        expect(fails).toBe(true)
        expect(error).toMatchObject({ code: '22012' })
      }
    }),
  )
  expect(succeeded).toBe(5_400)
  const [left] = await database.owner`select sum(last_number)::int as total from order_counters`
  expect(left?.total).toBe(5_400 + 2)
  const outside = await Promise.all(Array.from({ length: 20 }, () => pool.batch([seen])))
  expect(outside.flat(2)).toEqual([])
})

test('a transaction sends its opening with the first query, and nothing at all when there is none', async () => {
  const [, tenant] = TENANTS
  const rows = await pool.transaction([enter(tenant)], async (tx) => {
    await tx.execute(sql`update order_counters set last_number = 41`)
    return tx.execute(
      sql`update order_counters set last_number = last_number + 1 returning tenant_id, last_number`,
    )
  })
  expect(rows).toEqual([{ tenant_id: tenant, last_number: 42 }])
  expect(await pool.transaction([enter('not even a uuid')], async () => 'untouched')).toBe('untouched')
})

test('a transaction that fails, or whose failed statement was overlooked, leaves nothing', async () => {
  const tenant = TENANTS[2]
  const change = (rest: (tx: Parameters<Parameters<Pool['transaction']>[1]>[0]) => Promise<unknown>) =>
    pool.transaction([enter(tenant)], async (tx) => {
      await tx.execute(sql`update order_counters set last_number = 1000`)
      return rest(tx)
    })
  await expect(change(() => Promise.reject(new Error('later')))).rejects.toThrow('later')
  await expect(change((tx) => tx.execute(sql`select 1 / 0`).catch(() => {}))).rejects.toThrow(
    'was to be committed',
  )
  const rows = (await pool.batch([enter(tenant), seen]))[1]
  expect(rows?.[0]?.last_number).not.toBe(1000)
})

test('a connection that breaks fails what used it and is replaced', async () => {
  const single = openPool(database.appUrl, 1, 'wire to break')
  await single.batch([{ text: 'select 1', values: [] }])
  const broken = expect(single.batch([{ text: 'select pg_sleep(10)', values: [] }])).rejects.toThrow()
  await expect
    .poll(
      async () =>
        (
          await database.owner`
          select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'wire to break' and state = 'active'`
        ).length,
    )
    .toBe(1)
  await broken
  expect(await single.batch([{ text: 'select 2 as two', values: [] }])).toEqual([[{ two: 2 }]])
  await single.close()
})

test('a server that dies in the moment it lets a connection in does not take the process with it', async () => {
  const fields = Buffer.from('SFATAL\0VFATAL\0C57P01\0Mthe last word\0\0')
  const head = Buffer.alloc(5)
  head.write('E')
  head.writeInt32BE(fields.length + 4, 1)
  // Authentication done and ready for a query, and its end, in one packet: nobody uses the connection yet.
  const lastWords = Buffer.concat([
    Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]),
    head,
    fields,
  ])
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end(lastWords))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const lost = openPool(`postgres://nobody@127.0.0.1:${port}/none`, 1, 'wire test')
  await expect(lost.batch([{ text: 'select 1', values: [] }])).rejects.toMatchObject({
    code: 'CONNECTION_LOST',
  })
  await lost.close()
  server.close()
})

test('a transaction whose statements all wait for its end is one round trip, and leaves nothing when one of them fails', async () => {
  const tenant = TENANTS[3]
  const add = (tx: Parameters<Parameters<Pool['transaction']>[1]>[0], n: number) =>
    tx.execute<{ last_number: number }>(
      sql`update order_counters set last_number = last_number + ${n} returning last_number`,
    )
  const [before] = (await pool.batch([enter(tenant), seen]))[1] ?? []
  let written: Promise<{ last_number: number }[]> | undefined
  await pool.transaction([enter(tenant)], async (tx) => {
    written = add(tx, 1)
  })
  expect(await written).toEqual([{ last_number: Number(before?.last_number) + 1 }])

  const failing = pool.transaction(
    [enter(tenant)],
    async (tx) => {
      add(tx, 100).catch(() => {})
    },
    async () => [fault],
  )
  await expect(failing).rejects.toMatchObject({ code: '22012' })
  const [after] = (await pool.batch([enter(tenant), seen]))[1] ?? []
  expect(after?.last_number).toBe(Number(before?.last_number) + 1)
})
