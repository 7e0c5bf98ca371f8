// The database derives the statuses of an order from its sums; so do our rules. They must never differ.
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../shared/testing/database.ts'
import { FULFILLMENT_STATUSES, paymentStatusOf } from './rules.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase('shard')
})
afterAll(() => database?.drop())

const few = fc.integer({ min: 0, max: 6 })
/** Small numbers, so that they are often equal. */
const order = fc
  .record({
    total: few,
    credited: few,
    authorized: few,
    paid: few,
    refunded: few,
    quantity: few,
    fulfilled: few,
  })
  .chain((sums) =>
    fc.boolean().map((isCancelled) => ({
      ...{ ...sums, isCancelled },
      credited: Math.min(sums.credited, sums.total),
      refunded: Math.min(sums.refunded, sums.paid),
      fulfilled: Math.min(sums.fulfilled, sums.quantity),
    })),
  )

test('derived by the database and by the rules alike', async () => {
  const orders = fc.sample(order, 3_000)
  const tenant = randomUUID()
  await database.owner`insert into app.tenants (tenant_id) values (${tenant})`
  const rows = await database.owner.begin(async (sql) => {
    await sql`set local session_replication_role = replica`
    return sql`
      insert into orders (tenant_id, number, checkout_id, status, email, market_code, currency, payment_method,
        subtotal_amount, discount_amount, shipping_amount, tax_amount, total_amount, due_amount, credited_amount,
        authorized_amount, paid_amount, refunded_amount, quantity, fulfilled_quantity, basis, placed_at, cancelled_at,
        cancel_reason, cancel_note, restocked)
      select ${tenant}, n, uuidv7(), case when (o ->> 'isCancelled')::boolean then 'cancelled' else 'open' end, '', 'us',
        'USD', 'test', (o ->> 'total')::int, 0, 0, 0, (o ->> 'total')::int, 0, (o ->> 'credited')::int,
        (o ->> 'authorized')::int, (o ->> 'paid')::int, (o ->> 'refunded')::int, (o ->> 'quantity')::int,
        (o ->> 'fulfilled')::int, '{}', now(), c.at, c.reason, c.note, c.restocked
      from jsonb_array_elements(${sql.json(orders)}) with ordinality as o (o, n)
      left join (values (now(), 'other', '', true)) as c (at, reason, note, restocked) on (o ->> 'isCancelled')::boolean
      returning number, payment_status, fulfillment_status`
  })
  const byNumber = new Map(rows.map((row) => [row.number, row]))
  const faults = orders.flatMap((order, i) => {
    const { isCancelled, quantity, fulfilled, ...sums } = order
    const [none, some, all] = FULFILLMENT_STATUSES
    const wanted = [
      paymentStatusOf(sums, isCancelled),
      fulfilled === 0 ? none : fulfilled < quantity ? some : all,
    ]
    const row = byNumber.get(i + 1)
    const derived = [row?.payment_status, row?.fulfillment_status]
    return derived.join() === wanted.join() ? [] : [{ order, derived, wanted }]
  })
  expect(faults).toEqual([])
})
