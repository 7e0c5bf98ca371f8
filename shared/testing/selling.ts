// What tests of carts, checkouts and orders do through the API, as staff and as shoppers.
import { randomBytes } from 'node:crypto'
import type { Answer, TestStore } from './platform.ts'

type Lines = Readonly<Record<string, number>>
// biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects in an answer
type Body = any

export const US_ADDRESS = {
  name: 'A Shopper',
  line1: '1 Market Street',
  city: 'Springfield',
  state: 'IL',
  postal_code: '62701',
  country: 'US',
}
const PASSWORD = 'a shopper passphrase'

const as = (token?: string) => (token === undefined ? {} : { 'x-customer-token': token })
export const usd = (amount: number) => ({ amount, currency: 'USD' })
export const percent = (percentage: number) => ({ kind: 'percentage', ppm: percentage * 10_000 })
export const fixed = (amount: number) => ({ kind: 'fixed', amount })

/** The body of an answer that must be a success. */
export async function done(answer: Answer | Promise<Answer>): Promise<Body> {
  const { status, body, text } = await answer
  if (status >= 300) throw new Error(`Answered ${status}: ${text}`)
  return body
}

export function sellerOf({ admin, shop }: TestStore) {
  const create = (path: string, body: object): Promise<Body> => done(admin('POST', `/admin/v1/${path}`, body))
  const patchCheckout = (id: string, patch: object, token?: string) =>
    shop('PATCH', `/store/v1/checkouts/${id}`, patch, as(token))

  return {
    create,
    /** A product of one variant that costs `amount` USD. */
    async product(amount: number, over: { variant?: object; product?: object } = {}) {
      const body = await create('products', {
        title: `Shirt ${randomBytes(5).toString('hex')}`,
        status: 'active',
        variants: [{ prices: [usd(amount)], inventory_quantity: 1_000, ...over.variant }],
        ...over.product,
      })
      return { id: body.id as string, variantId: body.variants[0].id as string }
    },
    /** A promotion with a code of its own, unless `over` says that it is automatic. */
    async promotion(effect: object, over: object = {}) {
      const code = `CODE-${randomBytes(5).toString('hex').toUpperCase()}`
      const by = 'trigger' in over ? {} : { trigger: 'code', codes: [code] }
      const { id } = await create('promotions', { name: code, effect, ...by, ...over })
      return { id: id as string, code }
    },
    deactivate: (promotionId: string) => create(`promotions/${promotionId}/deactivate`, {}),
    /** A signed-in shopper. */
    async shopper() {
      const email = `shopper-${randomBytes(6).toString('hex')}@mail.example`
      const { token, customer } = await done(
        shop('POST', '/store/v1/customers', { email, password: PASSWORD }),
      )
      return { email, token: token as string, id: customer.id as string }
    },
    logIn: (email: string, cart_id: string) =>
      done(shop('POST', '/store/v1/customers/login', { email, password: PASSWORD, cart_id })),
    async cart(
      lines: Lines,
      { token, ...wish }: { token?: string; market?: string; currency?: string } = {},
    ) {
      const { id } = await done(shop('POST', '/store/v1/carts', wish, as(token)))
      for (const [variant_id, quantity] of Object.entries(lines))
        await done(shop('POST', `/store/v1/carts/${id}/line-items`, { variant_id, quantity }))
      return id as string
    },
    readCart: (id: string): Promise<Body> => done(shop('GET', `/store/v1/carts/${id}`)),
    /** Enters a code into a cart or a checkout. */
    enter: (kind: 'carts' | 'checkouts', id: string, code: string) =>
      shop('POST', `/store/v1/${kind}/${id}/promotion-codes`, { code }),
    leave: (kind: 'carts' | 'checkouts', id: string, code: string) =>
      shop('DELETE', `/store/v1/${kind}/${id}/promotion-codes/${encodeURIComponent(code)}`),
    /** A checkout of a cart that only has to be completed. */
    async checkout(cartId: string, over: object = {}, token?: string): Promise<string> {
      const { id } = await done(shop('POST', '/store/v1/checkouts', { cart_id: cartId }))
      const patch = {
        email: 'shopper@mail.example',
        shipping_address: US_ADDRESS,
        shipping_method: 'standard',
        payment_method: 'test',
        ...over,
      }
      await done(patchCheckout(id, patch, token))
      return id
    },
    patchCheckout,
    readCheckout: (id: string): Promise<Body> => done(shop('GET', `/store/v1/checkouts/${id}`)),
    complete: (id: string, token?: string) =>
      shop('POST', `/store/v1/checkouts/${id}/complete`, undefined, as(token)),
    giftCard: (amount: number, over: object = {}) =>
      create('gift-cards', { amount, currency: 'USD', ...over }) as Promise<{ id: string; code: string }>,
    payByCard: (checkoutId: string, code: string, token?: string) =>
      shop('POST', `/store/v1/checkouts/${checkoutId}/gift-cards`, { code }, as(token)),
    cardBalance: async (id: string): Promise<number> =>
      (await done(admin('GET', `/admin/v1/gift-cards/${id}`))).balance.amount,
    stock: async (productId: string): Promise<number> =>
      (await done(admin('GET', `/admin/v1/products/${productId}`))).variants[0].inventory_quantity,
    paymentsOf: async (orderId: string): Promise<Body[]> =>
      (await done(admin('GET', `/admin/v1/orders/${orderId}/payments`))).data,
    /** How far a cart, a checkout or an order is from adding up, with its explanation: nothing, if all is well. */
    async faults(kind: 'carts' | 'checkouts' | 'orders', id: string): Promise<string[]> {
      const [shown, explanation] = await Promise.all([
        done(shop('GET', `/store/v1/${kind}/${id}`)),
        done(shop('GET', `/store/v1/${kind}/${id}/explanation`)),
      ])
      return faultsOf(shown, explanation)
    },
  }
}

type Money = { amount: number }
const sum = (amounts: readonly Money[]) => amounts.reduce((total, { amount }) => total + amount, 0)

function faultsOf(shown: Body, explanation: Body): string[] {
  const totals: Record<string, number> = Object.fromEntries(
    Object.entries(shown.totals as Record<string, Money>).map(([name, { amount }]) => [name, amount]),
  )
  const { subtotal = 0, discount = 0, shipping = 0, tax = 0, tax_included = 0, rounding = 0 } = totals
  const of = (name: string) => sum(shown.line_items.map((line: Record<string, Money>) => line[name]))
  const steps: { rule: string; amount: Money }[] = explanation.steps
  const isPayment = ({ rule }: { rule: string }) => rule === 'gift_card' || rule === 'store_credit'
  const stepsOf = (some: typeof steps) => sum(some.map(({ amount }) => amount))
  // Tax on shipping that its price does not contain.
  const onShipping = tax_included === 0 ? tax - of('tax') : 0
  const sums: Record<string, [is: number | undefined, shouldBe: number]> = {
    total: [totals.total, subtotal - discount + shipping + tax - tax_included + rounding],
    'total of the explanation': [explanation.total.amount, totals.total ?? 0],
    'due of the explanation': [explanation.due.amount, totals.due ?? 0],
    'steps before payments': [stepsOf(steps.filter((step) => !isPayment(step))), totals.total ?? 0],
    'all steps': [stepsOf(steps), totals.due ?? 0],
    'subtotals of lines': [of('subtotal'), subtotal],
    'discounts of lines': [of('discount'), discount],
    'totals of lines and shipping': [of('total') + shipping + onShipping + rounding, totals.total ?? 0],
    taxes: [sum(shown.taxes.map((due: { amount: Money }) => due.amount)), tax],
  }
  return Object.entries(sums).flatMap(([name, [is, shouldBe]]) =>
    is === shouldBe ? [] : [`${name}: ${is} instead of ${shouldBe}`],
  )
}
