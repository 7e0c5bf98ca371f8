import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'
import { done, percent, sellerOf, US_ADDRESS } from '../../shared/testing/selling.ts'

let platform: TestPlatform
let store: TestStore
let sell: ReturnType<typeof sellerOf>
beforeAll(async () => {
  platform = await startTestPlatform({ pollSeconds: 0.5 })
  store = await platform.signUp()
  sell = sellerOf(store)
})
afterAll(() => platform?.stop())

const POLL = { timeout: 20_000 }
const newEmail = () => `left-${randomUUID()}@mail.example`
const shard = () => platform.shards.get(store.shard)!.owner
const choices = (email: string) => ({
  ...{ email, shipping_address: US_ADDRESS, shipping_method: 'standard', payment_method: 'test' },
})

/** Begins a checkout of one thing, which was last changed so many minutes ago. */
async function begin(email: string, minutes: number, cart?: string): Promise<{ id: string; cart: string }> {
  const { variantId } = await sell.product(2_000)
  const cart_id = cart ?? (await sell.cart({ [variantId]: 1 }))
  const { id } = await done(store.shop('POST', '/store/v1/checkouts', { cart_id, ...choices(email) }))
  await age(id, minutes)
  return { id, cart: cart_id }
}
const age = (id: string, minutes: number) => shard()`
  update checkouts set updated_at = now() - make_interval(mins => ${minutes}), created_at = now() - make_interval(mins => ${minutes}),
    expires_at = now() - make_interval(mins => ${minutes - 60}) where id = ${id}`

/** Looks for what was abandoned, as the clock does, and waits until that is done with all that follows. */
async function look(): Promise<void> {
  const sql = shard()
  await sql`insert into pgboss.job (name, data) values ('checkout.find_abandoned', ${sql.json({ tenant_id: store.id })})`
  const open = () => sql`
    select name from pgboss.job where data ->> 'tenant_id' = ${store.id} and state < 'completed'
      and name in ('checkout.find_abandoned', 'events')`
  await expect.poll(open, POLL).toEqual([])
}
type Mail = { html: string; body: string; subject: string; template: string }
const remindersTo = async (email: string): Promise<Mail[]> => {
  const query = `recipient=${email}&template=checkout_abandoned`
  return (await done(store.admin('GET', `/admin/v1/messages?${query}`))).data
}
const tokenTo = async (email: string): Promise<string> =>
  /checkout\/recover\?token=(\S+)/.exec((await remindersTo(email))[0]!.body)![1]!
const recover = (token: string) => store.shop('POST', '/store/v1/checkout-recoveries', { token })
const entryOf = async (checkoutId: string, query = '') => {
  const { data } = await done(store.admin('GET', `/admin/v1/abandoned-checkouts?limit=100${query}`))
  return data.find((row: { checkout_id: string }) => row.checkout_id === checkoutId)
}

test('a checkout that was left is found once, and its shopper gets one mail with a link', async () => {
  const [left, fresh] = [newEmail(), newEmail()]
  const { id, cart } = await begin(left, 601)
  const other = await begin(fresh, 599)
  await Promise.all([look(), look()])
  await look()
  const [mail, ...more] = await remindersTo(left)
  expect(more).toEqual([])
  expect(mail?.subject).toBe(`Store ${store.slug}: you left something behind`)
  expect(mail?.body).toMatch(/1 × Shirt [0-9a-f]+.*: \$20\.00\n/)
  expect(mail?.body).toContain(`http://${store.slug}.localhost/checkout/recover?token=sp_rl_`)
  expect(mail?.html).toContain('/unsubscribe?token=')
  expect(await entryOf(id)).toMatchObject({
    ...{ cart_id: cart, email: left, quantity: 1, opened_at: null, recovered_at: null, order_id: null },
    total: { amount: 2_660, currency: 'USD' },
  })
  expect(await remindersTo(fresh)).toEqual([])
  expect(await entryOf(other.id)).toBeUndefined()
  const [row] = await shard()`select token_hash from abandoned_checkouts where checkout_id = ${id}`
  expect(row?.token_hash).not.toContain('sp_rl_')
})

test('nobody hears of what they bought after all, began anew, or left long ago', async () => {
  const [bought, anew, longAgo] = [newEmail(), newEmail(), newEmail()]
  await begin(bought, 700)
  const second = await begin(bought.toUpperCase(), 0)
  await done(sell.complete(await sell.checkout(second.cart, { email: bought.toUpperCase() })))
  const first = await begin(anew, 800)
  const later = await begin(anew, 700)
  await begin(longAgo, 4_000)
  const { cart } = await begin(newEmail(), 700)
  const byCart = await begin(newEmail(), 690, cart)
  await done(sell.complete(await sell.checkout(cart)))
  await look()
  expect(await remindersTo(bought)).toEqual([])
  expect(await remindersTo(longAgo)).toEqual([])
  expect(await remindersTo(anew)).toHaveLength(1)
  expect([await entryOf(first.id), await entryOf(byCart.id)]).toEqual([undefined, undefined])
  expect(await entryOf(later.id)).toBeDefined()
})

test('a store waits as long as it says, or never looks', async () => {
  const email = newEmail()
  const { id } = await begin(email, 90)
  const wait = (minutes: number) =>
    done(store.admin('PATCH', '/admin/v1/store', { abandoned_checkout_minutes: minutes }))
  await wait(0)
  await look()
  expect(await entryOf(id)).toBeUndefined()
  await wait(60)
  await look()
  expect(await entryOf(id)).toBeDefined()
  await wait(600)
  expectProblem(
    await store.admin('PATCH', '/admin/v1/store', { abandoned_checkout_minutes: -1 }),
    'invalid_input',
  )
})

test('the link gives a new checkout of the same cart at the prices of now, with address, shipping and codes', async () => {
  const email = newEmail()
  const { code } = await sell.promotion({ kind: 'order', value: percent(10) })
  const product = await sell.product(2_000)
  const cart = await sell.cart({ [product.variantId]: 2 })
  const { id } = await done(store.shop('POST', '/store/v1/checkouts', { cart_id: cart, ...choices(email) }))
  await done(sell.enter('checkouts', id, code))
  await age(id, 700)
  await look()
  const { variants } = await done(store.admin('GET', `/admin/v1/products/${product.id}`))
  const [{ prices: _, ...variant }] = variants
  await done(
    store.admin('PATCH', `/admin/v1/products/${product.id}`, {
      variants: [{ id: variant.id, prices: [{ amount: 3_000, currency: 'USD' }] }],
    }),
  )
  const token = await tokenTo(email)
  const [first, second] = await Promise.all([done(recover(token)), done(recover(token))])
  expect(first.id).not.toBe(id)
  expect(second.id).toBe(first.id)
  expect(first).toMatchObject({
    ...{ cart_id: cart, status: 'open', email, shipping_method: 'standard', payment_method: null },
    shipping_address: { line1: US_ADDRESS.line1, country: 'US' },
    codes: [{ code }],
    totals: { subtotal: { amount: 6_000 }, discount: { amount: 600 } },
  })
  expect((await entryOf(id)).opened_at).not.toBeNull()
  await done(sell.patchCheckout(first.id, { payment_method: 'test' }))
  const { order } = await done(sell.complete(first.id))
  await expect.poll(() => entryOf(id), POLL).toMatchObject({ order_id: order.id })
  expect(await entryOf(id, '&recovered=true')).toBeDefined()
  expect(await entryOf(id, '&recovered=false')).toBeUndefined()
  expectProblem(await recover(token), 'cart_completed')
})

test('the link gives the checkout itself while its prices are kept, and ends after 14 days', async () => {
  const email = newEmail()
  const { id } = await begin(email, 700)
  await look()
  const token = await tokenTo(email)
  await shard()`update checkouts set expires_at = now() + interval '1 minute' where id = ${id}`
  expect((await done(recover(token))).id).toBe(id)
  await shard()`update abandoned_checkouts set abandoned_at = now() - interval '14 days' where checkout_id = ${id}`
  expectProblem(await recover(token), 'link_expired')
  expectProblem(await recover('sp_rl_nothing'), 'link_expired')
})

test('an order by the same address counts as recovered, and the statistics say how much', async () => {
  const statistics = async () => done(store.admin('GET', '/admin/v1/abandoned-checkouts/statistics'))
  const before = await statistics()
  const email = newEmail()
  const { id } = await begin(email, 700)
  await look()
  const { variantId } = await sell.product(500)
  const { order } = await done(
    sell.complete(await sell.checkout(await sell.cart({ [variantId]: 1 }), { email: email.toUpperCase() })),
  )
  await expect.poll(() => entryOf(id), POLL).toMatchObject({ order_id: order.id, opened_at: null })
  const after = await statistics()
  expect(after.abandoned - before.abandoned).toBe(1)
  expect(after.recovered - before.recovered).toBe(1)
  expect(after.recovered_rate).toBeCloseTo(after.recovered / after.abandoned, 4)
  const recovered = ({ totals }: { totals: { recovered: { amount: number } }[] }) =>
    totals[0]?.recovered.amount ?? 0
  expect(recovered(after) - recovered(before)).toBe(2_660)
  const none = await done(
    store.admin(
      'GET',
      '/admin/v1/abandoned-checkouts/statistics?from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z',
    ),
  )
  expect(none).toMatchObject({ abandoned: 0, recovered_rate: null, totals: [] })
  const wide = 'from=2020-01-01T00:00:00Z&to=2022-01-01T00:00:00Z'
  expectProblem(await store.admin('GET', `/admin/v1/abandoned-checkouts/statistics?${wide}`), 'invalid_input')
})

test('start and complete are enough for an order; a choice that is refused starts nothing', async () => {
  const { variantId } = await sell.product(2_000)
  const cart_id = await sell.cart({ [variantId]: 1 })
  const start = (over: object) =>
    store.shop('POST', '/store/v1/checkouts', { cart_id, ...choices('express@mail.example'), ...over })
  const count = async () =>
    (await shard()`select count(*)::int as n from checkouts where cart_id = ${cart_id}`)[0]?.n
  for (const [over, path] of [
    [{ shipping_method: 'by_owl' }, 'shipping_method'],
    [{ payment_method: 'by_owl' }, 'payment_method'],
    [
      { shipping_address: { ...US_ADDRESS, country: 'FR', state: '', postal_code: '75001' } },
      'shipping_address.country',
    ],
    [{ email: 'nobody' }, 'email'],
    [{ store_credit: true }, 'store_credit'],
  ] as const) {
    const answer = await start(over)
    expectProblem(answer, 'invalid_input')
    expect(answer.body.errors[0].path).toBe(path)
  }
  expect(await count()).toBe(0)
  const checkout = await done(start({}))
  expect(checkout).toMatchObject({
    ...{ email: 'express@mail.example', shipping_method: 'standard', payment_method: 'test' },
    totals: { shipping: { amount: 500 }, tax: { amount: 160 }, total: { amount: 2_660 } },
  })
  const { order } = await done(sell.complete(checkout.id))
  expect(order).toMatchObject({ payment_status: 'paid', totals: { total: { amount: 2_660 } } })
})
