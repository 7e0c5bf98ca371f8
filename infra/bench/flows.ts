// What clients do in several steps, each made of the answer to the one before.
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { renderRequest } from './connection.ts'
import type { FlowName, Shop } from './job.ts'

/**
 * Sends one request and gives the parsed answer, or undefined for a refusal whose status is among `allowed`. Throws at
 * any other refusal.
 */
// biome-ignore lint/suspicious/noExplicitAny: answers are taken as they come
export type Step = (name: string, request: string, allowed?: readonly number[]) => Promise<any>
/** Gives whether it came to its end. */
type Flow = (step: Step, shop: Shop, until: number) => Promise<boolean>

const LINES = 3
const MEAN_THINK_MS = 1_000
const BUYER = {
  email: 'shopper@mail.example',
  shipping_address: {
    name: 'A Shopper',
    line1: '1 Market Street',
    city: 'San Francisco',
    state: 'CA',
    postal_code: '94103',
    country: 'US',
  },
  shipping_method: 'express',
  payment_method: 'test',
}

const any = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)] as T

function anyOf<T>(items: readonly T[], count: number): T[] {
  const chosen = new Set<T>()
  while (chosen.size < Math.min(count, items.length)) chosen.add(any(items))
  return [...chosen]
}

function requests({ host, publishable, tenantId }: Shop) {
  const from = { host, key: publishable, headers: { 'x-tenant': tenantId } }
  return {
    get: (path: string) => renderRequest({ ...from, path }),
    post: (path: string, body: unknown = {}) => renderRequest({ ...from, method: 'POST', path, body }),
    patch: (path: string, body: unknown) => renderRequest({ ...from, method: 'PATCH', path, body }),
  }
}

/** Start a cart, add a line, read it. */
const cart: Flow = async (step, shop) => {
  const { get, post } = requests(shop)
  const { id } = await step('cart', post('/store/v1/carts'))
  await step('line', post(`/store/v1/carts/${id}/line-items`, { variant_id: any(shop.variants) }))
  await step('read', get(`/store/v1/carts/${id}`))
  return true
}

/** From an empty cart to an order of three lines. */
const order: Flow = async (step, shop) => {
  const { post, patch } = requests(shop)
  const cart = await step('cart', post('/store/v1/carts'))
  for (const variant_id of anyOf(shop.variants, LINES))
    await step('line', post(`/store/v1/carts/${cart.id}/line-items`, { variant_id }))
  const checkout = await step('checkout', post('/store/v1/checkouts', { cart_id: cart.id }))
  await step('details', patch(`/store/v1/checkouts/${checkout.id}`, BUYER))
  await step('complete', post(`/store/v1/checkouts/${checkout.id}/complete`))
  return true
}

/** The first ones are asked for more than the others. */
const popular = (size: number): number => Math.floor(size * Math.random() ** 3)

/** Looks around with a pause after each page; some fill a cart, and half of those buy. Gives whether this one bought. */
const shopper: Flow = async (step, shop, until) => {
  const { get, post, patch } = requests(shop)
  const think = async () => {
    await sleep(
      Math.min(-Math.log(1 - Math.random()) * MEAN_THINK_MS, Math.max(0, until - performance.now())),
    )
    return performance.now() < until
  }
  if (!(await think())) return false
  await step('list', get('/store/v1/products'))
  const seen = new Set<number>()
  for (let pages = 1 + Math.floor(Math.random() * 4); pages > 0; pages -= 1) {
    if (!(await think())) return false
    const product = popular(shop.handles.length)
    seen.add(product)
    await step('page', get(`/store/v1/products/${shop.handles[product]}`))
  }
  if (Math.random() < 0.6 || !(await think())) return false
  const cart = await step('cart', post('/store/v1/carts'))
  for (const product of [...seen].slice(0, LINES)) {
    const line = { variant_id: shop.variants[product] }
    await step('line', post(`/store/v1/carts/${cart.id}/line-items`, line), [409])
    if (!(await think())) return false
  }
  const { line_items } = await step('read cart', get(`/store/v1/carts/${cart.id}`))
  if (line_items.length === 0 || Math.random() < 0.5 || !(await think())) return false
  const checkout = await step('checkout', post('/store/v1/checkouts', { cart_id: cart.id }))
  if (!(await think())) return false
  await step('details', patch(`/store/v1/checkouts/${checkout.id}`, BUYER))
  if (!(await think())) return false
  return (await step('complete', post(`/store/v1/checkouts/${checkout.id}/complete`), [409])) !== undefined
}

export const flows: Record<FlowName, Flow> = { cart, order, shopper }
