// What tests of payments do through the API, with the Stripe of the tests.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TestPlatform, TestStore } from './platform.ts'
import { done, sellerOf } from './selling.ts'
import type { TestStripe } from './stripe.ts'

// biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects in an answer
type Body = any

/** Jobs have a poll of half a second, and a schedule is run by hand. */
export const POLL = { timeout: 20_000 }

export function payerOf(platform: TestPlatform, store: TestStore, stripe: TestStripe) {
  const sell = sellerOf(store)
  const { owner } = platform.shards.get(store.shard)!
  const pathOf = (checkoutId: string) => `/store/v1/checkouts/${checkoutId}/payments`
  const as = (token?: string) => (token === undefined ? {} : { 'x-customer-token': token })
  return {
    ...sell,
    owner,
    gateway: (over: object = {}): Promise<Body> =>
      sell.create('payment-gateways', {
        provider: 'stripe',
        name: 'Card',
        ...stripe.account,
        ...over,
      }),
    /** A checkout of one unit that is paid by `stripe`. */
    async atCheckout(variantId: string, over: object = {}, token?: string): Promise<string> {
      return sell.checkout(await sell.cart({ [variantId]: 1 }, token === undefined ? {} : { token }), {
        payment_method: 'stripe',
        ...over,
      })
    },
    start: (checkoutId: string, body: object = {}, token?: string) =>
      store.shop('POST', pathOf(checkoutId), body, as(token)),
    authorize: (checkoutId: string, paymentId: string, proof: object = {}) =>
      store.shop('POST', `${pathOf(checkoutId)}/${paymentId}/authorize`, { proof }),
    /** The intent that Stripe has for a payment. */
    intentOf: (paymentId: string): Body =>
      stripe.payments.find(({ metadata }) => metadata.payment_id === paymentId),
    /** Starts a payment and has the shopper confirm it. Gives its id. */
    async paid(checkoutId: string, body: object = {}, token?: string): Promise<string> {
      const { id } = await done(store.shop('POST', pathOf(checkoutId), body, as(token)))
      stripe.pay(stripe.payments.find(({ metadata }) => metadata.payment_id === id)!.id)
      return id
    },
    order: (id: string): Promise<Body> => done(store.admin('GET', `/admin/v1/orders/${id}`)),
    /** Makes all that waits due now, and has it looked at. */
    async reconcile(): Promise<void> {
      await owner`
        update payments set check_at = now() - interval '1 second' where tenant_id = ${store.id} and check_at is not null`
      await owner`
        update payment_operations set run_after = now() - interval '1 second'
        where tenant_id = ${store.id} and status = 'pending'`
      await owner`
        insert into pgboss.job (name, data) values ('payments.reconcile', ${owner.json({ tenant_id: store.id })})`
    },
    rows: () =>
      owner`
        select p.*, p.amount::int as amount, p.captured_amount::int as captured from payments p
        where tenant_id = ${store.id} and gateway_id is not null order by id`,
  }
}

export type Door = { url: string; stop: () => Promise<void> }

/** An address of this machine behind which a store answers: names below localhost resolve in browsers only. */
export async function openDoor(store: TestStore): Promise<Door> {
  const server = createServer(async (request, response) => {
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === 'string' && name !== 'host' && name !== 'content-length' ? [[name, value]] : [],
    )
    const body = await text(request)
    const answer = await store.shop(
      request.method ?? 'GET',
      request.url ?? '/',
      body === '' ? undefined : body,
      Object.fromEntries(headers),
    )
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(answer.text)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
