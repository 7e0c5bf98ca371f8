import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { done, sellerOf } from '../../shared/testing/selling.ts'

let platform: TestPlatform
let store: TestStore
let sell: ReturnType<typeof sellerOf>
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  sell = sellerOf(store)
})
afterAll(() => platform?.stop())

const POLL = { timeout: 20_000 }
const shard = () => platform.shards.get(store.shard)!.owner

/** An order that was placed an hour ago, by default one that is not paid. */
async function order(
  payment_method = 'manual',
): Promise<{ id: string; number: number; email: string; lineId: string }> {
  const { variantId } = await sell.product(2_000)
  const email = `shopper-${randomUUID()}@mail.example`
  const cart = await sell.cart({ [variantId]: 1 })
  const { order } = await done(sell.complete(await sell.checkout(cart, { email, payment_method })))
  await shard()`update orders set placed_at = now() - interval '1 hour' where id = ${order.id}`
  return { id: order.id, number: order.number, email, lineId: order.line_items[0].id }
}

/** Lets an event reach the mails that follow it, as it does when it is emitted. */
async function happen(name: string, data: Record<string, string | number | null>) {
  const sql = shard()
  const id = randomUUID()
  await sql`
    insert into events (tenant_id, id, name, version, data, occurred_at)
    values (${store.id}, ${id}, ${name}, 1, ${sql.json(data)}, now())`
  await sql`
    insert into pgboss.job (name, data)
    values ('events', ${sql.json({ tenant_id: store.id, event_id: id })})`
  const open = () => sql`
    select state from pgboss.job where data ->> 'event_id' = ${id} and state < 'completed'`
  await expect.poll(open, POLL).toEqual([])
}
type Mail = { template: string; recipient: string; subject: string; body: string; html: string }
const mailsOf = async (orderId: string, template: string): Promise<Mail[]> =>
  (await done(store.admin('GET', `/admin/v1/messages?order_id=${orderId}&template=${template}`))).data

const FAILED = { checkout_id: null, code: 'payment_declined' }
const usd = (amount: number) => ({ amount, currency: 'USD' })
const payment = (order_id: string) => ({ payment_id: randomUUID(), ...usd(2_660), order_id })

test.each([
  ['payment.captured', 'payment_received', {}, 'We received $26.60 for your order'],
  ['payment.failed', 'payment_failed', FAILED, 'did not go through'],
  ['order.edited', 'order_edited', { difference_amount: -500 }, 'It costs $5.00 less than before.'],
] as const)('%s mails the shopper', async (event, template, data, says) => {
  const { id, number, email } = await order()
  await happen(event, { ...payment(id), ...data })
  const [mail, ...more] = await mailsOf(id, template)
  expect(more).toEqual([])
  expect(mail).toMatchObject({ recipient: email, subject: expect.stringContaining(`#${number}`) })
  expect(mail?.body).toContain(says)
  expect(mail?.html).toContain(says)
  const link = `http://${store.slug}.localhost/orders/${id}`
  expect(mail?.body).toContain(link)
  const shown = await platform.call('GET', new URL(link).pathname, {
    host: new URL(link).host,
    headers: { accept: 'text/html' },
  })
  expect(shown.text).toContain(`Order ${number}`)
})

const STAFF = () => `owner@${store.slug}.example`

test('a refund is told to the shopper unless nobody is to be told, and to staff when it fails', async () => {
  const { id, email } = await order('test')
  const refund = (body: object) =>
    done(store.admin('POST', `/admin/v1/orders/${id}/refunds`, { ...body, reason: 'other' }))
  await refund({ amount: 300, notify: false })
  const { id: refund_id } = await refund({ amount: 500 })
  await expect
    .poll(() => mailsOf(id, 'refund_issued'), POLL)
    .toMatchObject([{ recipient: email, body: expect.stringContaining('We gave back $5.00 for your order') }])
  await happen('refund.failed', { order_id: id, refund_id, ...usd(500) })
  expect(await mailsOf(id, 'refund_failed')).toMatchObject([{ recipient: STAFF() }])
  expect(await mailsOf(id, 'refund_issued')).toHaveLength(1)
})

test('a return is told to staff and shopper, step by step, with its goods, its label and why it was declined', async () => {
  const request = async () => {
    const placed = await order()
    await done(store.admin('POST', `/admin/v1/orders/${placed.id}/fulfillments`, {}))
    const line = { line_item_id: placed.lineId, quantity: 1, reason: 'other', note: '' }
    const body = { line_items: [line] }
    const { id } = await done(store.shop('POST', `/store/v1/orders/${placed.id}/returns`, body))
    return { ...placed, path: `/admin/v1/returns/${id}` }
  }
  const [wanted, unwanted] = [await request(), await request()]
  await done(store.admin('PATCH', wanted.path, { label_url: 'https://labels.example/7?a=1&b=2' }))
  await done(store.admin('POST', `${wanted.path}/approve`))
  await done(store.admin('POST', `${wanted.path}/close`))
  await done(store.admin('POST', `${unwanted.path}/decline`, { note: 'It was <worn>.' }))
  await expect
    .poll(() => mailsOf(wanted.id, 'return_closed'), POLL)
    .toMatchObject([{ recipient: wanted.email }])
  await expect.poll(() => mailsOf(unwanted.id, 'return_declined'), POLL).toHaveLength(1)
  await expect.poll(() => mailsOf(wanted.id, 'return_approved'), POLL).toHaveLength(1)
  await expect
    .poll(() => mailsOf(wanted.id, 'return_requested'), POLL)
    .toMatchObject([{ recipient: wanted.email }])
  await expect.poll(() => mailsOf(wanted.id, 'return_to_check'), POLL).toMatchObject([{ recipient: STAFF() }])
  const [approved] = await mailsOf(wanted.id, 'return_approved')
  expect(approved?.body).toMatch(
    /\n1 × Shirt .*\n\nLabel for the parcel: https:\/\/labels\.example\/7\?a=1&b=2\n\nLook at your order:\n/,
  )
  expect(approved?.html).toContain('https://labels.example/7?a=1&amp;b=2')
  const [declined] = await mailsOf(unwanted.id, 'return_declined')
  expect(declined?.body).toContain('It was <worn>.')
  expect(declined?.html).toContain('It was &lt;worn&gt;.')
})

test('a payment that comes with its order, or fails at the checkout, needs no mail', async () => {
  const { id } = await order()
  await shard()`update orders set placed_at = now() where id = ${id}`
  await happen('payment.captured', payment(id))
  await happen('payment.failed', {
    ...payment(id),
    order_id: null,
    checkout_id: randomUUID(),
    code: 'payment_declined',
  })
  expect(await mailsOf(id, 'payment_received')).toEqual([])
  const { data } = await done(store.admin('GET', '/admin/v1/messages?template=payment_failed&limit=100'))
  expect(data.filter((mail: { order_id: string | null }) => mail.order_id === null)).toEqual([])
})

test('a shopper hears when goods leave, where they are and that they arrived, unless nobody is to be told', async () => {
  const send = async (notify: boolean) => {
    const placed = await order()
    const fulfillment = await done(
      store.admin('POST', `/admin/v1/orders/${placed.id}/fulfillments`, {
        ...{ notify, tracking: [{ carrier: 'UPS', number: '1Z999AA10123456784' }] },
      }),
    )
    const patch = { status: 'delivered' }
    await done(store.admin('PATCH', `/admin/v1/fulfillments/${fulfillment.id}`, patch))
    return placed
  }
  const [quiet, told] = [await send(false), await send(true)]
  await expect.poll(() => mailsOf(told.id, 'shipment_delivered'), POLL).toHaveLength(1)
  await expect.poll(() => mailsOf(told.id, 'shipment_sent'), POLL).toHaveLength(1)
  const [mail] = await mailsOf(told.id, 'shipment_sent')
  expect(mail).toMatchObject({ recipient: told.email, subject: expect.stringContaining('is on its way') })
  expect(mail?.body).toMatch(/1 × Shirt [0-9a-f]+.*\nUPS 1Z999AA10123456784\nTrack the parcel: https:\/\//)
  expect(mail?.html).toMatch(
    /<a href="https:\/\/www\.ups\.com\/[^"]*1Z999AA10123456784[^"]*">Track the parcel<\/a>/,
  )
  expect(await mailsOf(quiet.id, 'shipment_sent')).toEqual([])
})

test('staff hear of a payment gateway that fails', async () => {
  const data = { gateway_id: randomUUID(), code: 'cards', failed_ppm: 124_000, attempts: 50 }
  await happen('payment_gateway.failing', data)
  const { data: mails } = await done(
    store.admin('GET', '/admin/v1/messages?template=payment_gateway_failing'),
  )
  expect(mails).toMatchObject([
    { body: expect.stringContaining('Of the last 50 payments by cards, 12% failed.') },
  ])
})
