// What tests of subscriptions do through the API. Time is moved by moving what is stored of a subscription into the past.
import { expect } from 'vitest'
import type { TestPlatform, TestStore } from './platform.ts'
import { done, sellerOf } from './selling.ts'

// biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects in an answer
type Body = any
type Product = { id: string; variantId: string }

/** Jobs have a poll of half a second. */
const POLL = { timeout: 20_000 }
const TIMES = [
  'anchor_at',
  'trial_ends_at',
  'period_start',
  'period_end',
  'paused_until',
  'retry_at',
  'next_action_at',
  'created_at',
]

export function subscriberOf(platform: TestPlatform, store: TestStore) {
  const sell = sellerOf(store)
  const { owner } = platform.shards.get(store.shard)!
  const read = (id: string): Promise<Body> => done(store.admin('GET', `/admin/v1/subscriptions/${id}`))
  const list = async (id: string, what: string): Promise<Body[]> =>
    (await done(store.admin('GET', `/admin/v1/subscriptions/${id}/${what}?limit=100`))).data
  const run = (job: string) =>
    owner`insert into pgboss.job (name, data) values (${job}, ${owner.json({ tenant_id: store.id })})`
  const plan = (over: object = {}): Promise<Body> =>
    sell.create('subscription-plans', { name: 'Every month', interval: 'month', ...over })
  const subscribe = async (checkout: string, subscription_plan_id: string, token?: string) => {
    const { line_items } = await sell.readCheckout(checkout)
    return store.shop(
      'PUT',
      `/store/v1/checkouts/${checkout}/subscriptions`,
      { lines: line_items.map(({ id }: Body) => ({ line_item_id: id, subscription_plan_id })) },
      token === undefined ? {} : { 'x-customer-token': token },
    )
  }
  const ofOrder = async (orderId: string): Promise<Body> => {
    const path = `/admin/v1/subscriptions?order_id=${orderId}`
    await expect.poll(async () => (await done(store.admin('GET', path))).data.length, POLL).toBeGreaterThan(0)
    return (await done(store.admin('GET', path))).data[0]
  }
  const shift = async (id: string, by: string): Promise<void> => {
    const moved = TIMES.map((time) => `${time} = ${time} - interval '${by}'`).join(', ')
    await owner.unsafe(`update subscriptions set ${moved} where id = '${id}'`)
    await owner.unsafe(`
      update subscription_cycles set created_at = created_at - interval '${by}', period_start = period_start - interval '${by}'
      where subscription_id = '${id}'`)
  }
  const pass = async (id: string, column: 'period_end' | 'retry_at'): Promise<void> => {
    const [row] = await owner`
      select extract(epoch from ${owner(column)} - now()) + 1 as seconds from subscriptions where id = ${id}`
    await shift(id, `${Math.max(0, Number(row?.seconds))} seconds`)
  }
  const idle = () =>
    expect
      .poll(
        async () =>
          (
            await owner`
              select name from pgboss.job where data ->> 'tenant_id' = ${store.id} and state < 'completed'
                and start_after <= now()`
          ).length,
        POLL,
      )
      .toBe(0)
  const tick = async (): Promise<void> => {
    await run('subscriptions.advance_due')
  }

  return {
    ...sell,
    owner,
    plan,
    subscribe,
    ofOrder,
    read,
    idle,
    tick,
    /** Moves a subscription so far into the past. */
    shift,
    passPeriod: (id: string) => pass(id, 'period_end'),
    passRetry: (id: string) => pass(id, 'retry_at'),
    /** To the middle of its period. */
    async toHalf(id: string): Promise<void> {
      const [row] = await owner`
        select extract(epoch from period_start + (period_end - period_start) / 2 - now()) as seconds
        from subscriptions where id = ${id}`
      await shift(id, `${Number(row?.seconds)} seconds`)
    },
    statusOf: async (id: string): Promise<string> => (await read(id)).status,
    cycles: (id: string) => list(id, 'cycles'),
    timeline: (id: string) => list(id, 'timeline'),
    order: (id: string): Promise<Body> => done(store.admin('GET', `/admin/v1/orders/${id}`)),
    /** A shopper's subscription to a product by a plan of its own, paid with the test method unless `over` says otherwise. */
    async start(
      product: Product,
      {
        plan: planned = {},
        quantity = 1,
        over = {},
      }: { plan?: object; quantity?: number; over?: object } = {},
    ) {
      const { id: planId } = await plan({ product_ids: [product.id], ...planned })
      const shopper = await sell.shopper()
      const { token, email } = shopper
      const cart = await sell.cart({ [product.variantId]: quantity }, { token })
      const checkout = await sell.checkout(cart, { email, ...over })
      await done(subscribe(checkout, planId, token))
      const { order } = await done(sell.complete(checkout))
      const subscription = await ofOrder(order.id)
      const base = '/store/v1/customers/me/subscriptions'
      const as = (method: string, path: string, body?: unknown) =>
        store.shop(method, `${base}${path}`, body, { 'x-customer-token': token })
      return { subscription, order, token, as, shopper }
    },
    /** Lets the period end, and gives the subscription when it was renewed. */
    async renewed(id: string): Promise<Body> {
      const { cycle } = await read(id)
      await pass(id, 'period_end')
      await tick()
      await expect.poll(async () => (await read(id)).cycle, POLL).toBe(cycle + 1)
      return read(id)
    },
  }
}
