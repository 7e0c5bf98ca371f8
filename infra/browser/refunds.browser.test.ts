// Money and goods that come back: what staff do in the console, and what the shopper sees of it in the shop.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { sendUnits } from '../../shared/testing/fulfilled.ts'
import { PASSWORD } from '../../shared/testing/members.ts'
import { done, sellerOf, usd } from '../../shared/testing/selling.ts'
import { goTo, settled, signIn } from './console.ts'
import { test as siteTest, type Visit } from './site.ts'

const EMAIL = 'ada@mail.example'
const SHIPPING = 500

/** A store without taxes that sells bowls at $20 and spoons at $5, ten of each. */
const test = siteTest.extend('store', { scope: 'file' }, async ({ site }) => {
  const store = await site.platform.signUp()
  const sell = sellerOf(store)
  const { data: regions } = await done(store.admin('GET', '/admin/v1/tax-regions'))
  for (const { id } of regions) await done(store.admin('DELETE', `/admin/v1/tax-regions/${id}`))
  const product = async (title: string, amount: number) => {
    const variants = [{ prices: [usd(amount)], inventory_quantity: 10 }]
    return sell.create('products', { title, status: 'active', variants })
  }
  const [bowl, spoon] = [await product('Bowl', 2_000), await product('Spoon', 500)]
  const order = async () => {
    const cart = await sell.cart({ [bowl.variants[0].id]: 2, [spoon.variants[0].id]: 1 })
    const placed = await done(sell.complete(await sell.checkout(cart, { email: EMAIL })))
    return placed.order
  }
  return { ...store, ...sell, bowl, spoon, order }
})
type Store = { slug: string }

const ownerOf = ({ slug }: Store) => ({ email: `owner@${slug}.example`, password: PASSWORD })
const main = (page: Page) => page.getByRole('main')
const press = (page: Page, name: string) => main(page).getByRole('button', { name, exact: true }).click()

async function visitAs(visit: Visit, store: Store, path: string): Promise<Page> {
  const page = await visit('/sign-in', { tolerate: /: 409$|: 422$/ })
  await signIn(page, ownerOf(store), `/stores/${store.slug}${path}`)
  return page
}

test('an order is given back in part, then as a whole, and never more than was paid', async ({
  site,
  store,
  visit,
}) => {
  const order = await store.order()
  const page = await visitAs(visit, store, `/orders/${order.id}`)
  const shopper = await visit(`${site.shopUrl(store.slug)}/orders/${order.id}`)
  await shopper.getByText('Paid · Being prepared').waitFor()
  expect(await store.stock(store.bowl.id)).toBe(8)

  await main(page).getByRole('link', { name: 'Refund', exact: true }).click()
  await page.getByLabel('Quantity: Bowl').fill('1')
  await page.getByLabel('The items').selectOption('Were not sent, and are on sale again')
  await page.getByLabel('Note for staff').fill('Cracked before it left')
  await main(page).getByText('1 × Bowl').waitFor()
  await main(page).getByText('$20.00').first().waitFor()
  await press(page, 'Refund')
  await page.getByText('The refund was made').waitFor()
  await page.waitForURL(`**/orders/${order.id}`)
  await settled(page)
  await main(page).getByText('Partially refunded', { exact: true }).first().waitFor()
  await main(page).getByText('-$20.00').waitFor()
  await main(page).getByText('A refund of $20.00 was made').waitFor()
  await main(page).getByText('Cracked before it left').waitFor()
  expect(await store.stock(store.bowl.id)).toBe(9)
  await shopper.reload()
  await shopper.getByText('Partly refunded · Being prepared').waitFor()
  await shopper.getByRole('definition').filter({ hasText: '$20.00' }).waitFor()

  // $20, $5 and shipping are left. What asks for more is refused, and stays as it was typed.
  await main(page).getByRole('link', { name: 'Refund', exact: true }).click()
  await page.getByLabel('Goodwill').fill('1000')
  await page.getByLabel('Note for staff').fill('For the trouble')
  await press(page, 'Refund')
  await page.locator('[aria-invalid=true]').waitFor()
  await main(page)
    .getByText(/\$30\.00/)
    .first()
    .waitFor()
  expect(await page.getByRole('textbox', { name: 'Goodwill' }).getAttribute('aria-invalid')).toBe('true')
  expect(await page.getByRole('textbox', { name: 'Goodwill' }).inputValue()).toBe('1,000.00')
  expect(await page.getByLabel('Note for staff').inputValue()).toBe('For the trouble')
  await page.getByRole('textbox', { name: 'Goodwill' }).fill('')
  await page.getByLabel('Quantity: Bowl').fill('1')
  await page.getByLabel('Quantity: Spoon').fill('1')
  await page.getByRole('radio', { name: 'All that is left of it' }).check()
  await main(page).getByText('$30.00').first().waitFor()
  await press(page, 'Refund')
  await page.getByText('The refund was made').waitFor()
  await settled(page)
  await main(page).getByText('Refunded', { exact: true }).first().waitFor()
  await main(page)
    .getByText(`-$${(4_500 + SHIPPING) / 100}.00`)
    .waitFor()
  expect(await main(page).getByRole('link', { name: 'Refund', exact: true }).count()).toBe(0)
  expect(await store.stock(store.bowl.id)).toBe(10)
  await shopper.reload()
  await shopper
    .getByText(/^Refunded/)
    .first()
    .waitFor()
  await shopper.getByRole('definition').filter({ hasText: '$50.00' }).last().waitFor()
})

test('a return that the shopper begins is approved, received and refunded', async ({
  site,
  store,
  visit,
}) => {
  const order = await store.order()
  const [bowls, spoons] = order.line_items
  const { owner } = site.platform.shards.get(store.shard)!
  await sendUnits(owner, order.id, { [bowls.id]: 2, [spoons.id]: 1 })
  const shopper = await visit(`${site.shopUrl(store.slug)}/orders/${order.id}`)
  await shopper.getByRole('link', { name: 'Return or exchange' }).click()
  await shopper.getByRole('button', { name: 'Ask for the return' }).click()
  await shopper.getByText('Choose at least one item').waitFor()
  const bowl = shopper.getByRole('group', { name: 'Bowl' })
  await bowl.getByLabel('How many to return').selectOption('1')
  await bowl.getByLabel('Reason').selectOption('Damaged')
  await bowl.getByLabel('Note').fill('It has a crack')
  await shopper.getByRole('button', { name: 'Ask for the return' }).click()
  await shopper.getByText('We have your request').waitFor()
  await shopper.getByText('Asked for').waitFor()

  const page = await visitAs(visit, store, '/returns')
  await main(page)
    .getByRole('link', { name: /^Return of/ })
    .click()
  await main(page).getByText('Damaged: It has a crack').waitFor()
  await press(page, 'Approve')
  await page.getByText('The return was approved').waitFor()
  await shopper.reload()
  await shopper.getByText('Approved').waitFor()

  const stock = await store.stock(store.bowl.id)
  await page.getByLabel('Becomes').selectOption('Not fit for sale')
  await press(page, 'Note the arrival and refund')
  await page.getByText('The arrival was noted').waitFor()
  await main(page).getByText('1 not fit for sale · 1 refunded').waitFor()
  expect(await store.stock(store.bowl.id)).toBe(stock)
  await goTo(page, `/stores/${store.slug}/orders/${order.id}`)
  await main(page).getByText('Partially refunded', { exact: true }).first().waitFor()
  await main(page).getByText('-$20.00').waitFor()
  await main(page).getByText('Returned items arrived').waitFor()
  await shopper.reload()
  await shopper.getByText('Completed').waitFor()
  await shopper.getByText('Partly refunded · Sent').waitFor()
  await shopper.getByRole('definition').filter({ hasText: '$20.00' }).waitFor()
})
