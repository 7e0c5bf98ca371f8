// What staff do with prices, goods, invoices and reviews.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { PASSWORD } from '../../shared/testing/members.ts'
import { done } from '../../shared/testing/selling.ts'
import { goTo, settled, signIn } from './console.ts'
import { test as siteTest, type Visit } from './site.ts'
import { openStockedStore, type StockedStore } from './stocked-store.ts'

const test = siteTest.extend('store', { scope: 'file' }, ({ site }) => openStockedStore(site.platform))

async function visitAs(visit: Visit, store: StockedStore, path: string): Promise<Page> {
  const page = await visit('/sign-in', { tolerate: /: 422$/ })
  await signIn(page, { email: store.email, password: PASSWORD }, `/stores/${store.slug}/${path}`)
  return page
}

async function addProduct(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'Add products' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('checkbox', { name: title }).check()
  await dialog.getByRole('button', { name: 'Add', exact: false }).last().click()
  await dialog.waitFor({ state: 'hidden' })
  await settled(page)
}

const levelsOf = async ({ admin, mug }: StockedStore): Promise<Record<string, number>> => {
  const { data } = await done(admin('GET', `/admin/v1/inventory/levels?variant_id=${mug.variantId}`))
  return Object.fromEntries(
    data.map((level: Record<string, string | number>) => [level.location_id, level.on_hand]),
  )
}

test('a price list is made, filled in, refused at its field, and deleted', async ({ store, visit }) => {
  const page = await visitAs(visit, store, 'price-lists/new')
  await page.getByLabel('Name').fill('Wholesale')
  await page.getByRole('switch', { name: 'Its prices count' }).check()
  await page.getByRole('button', { name: 'Create price list' }).click()
  await page.getByRole('heading', { name: 'Wholesale', level: 1 }).waitFor()
  await addProduct(page, 'Stone Mug')
  await page.getByLabel('Percent off the regular price').fill('50')
  await page.getByRole('button', { name: 'Fill in' }).click()
  const price = page.getByLabel('Stone Mug from 1, in USD')
  expect(await price.inputValue()).toBe('9.00')
  await page.getByRole('button', { name: 'Add a price for larger quantities of Stone Mug' }).click()
  await page.getByLabel('From quantity, Stone Mug').nth(1).fill('10')
  await page.getByLabel('Stone Mug from 10, in USD').fill('8')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Save' }).waitFor({ state: 'hidden' })
  const shown = async () => {
    const { variants } = await done(store.shop('GET', `/store/v1/products/${store.mug.id}?currency=USD`))
    return [variants[0].price.amount, variants[0].original_price.amount]
  }
  expect(await shown()).toEqual([900, 1_800])

  await page.reload()
  await settled(page)
  expect(await page.getByLabel('Stone Mug from 10, in USD').inputValue()).toBe('8.00')
  await page.getByLabel('From quantity, Stone Mug').nth(1).fill('1')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('alert').waitFor()
  expect(await page.locator('[aria-invalid=true]').count()).toBe(1)
  await page.getByRole('button', { name: 'Discard' }).click()
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('heading', { name: 'Price lists', level: 1 }).waitFor()
  expect(await shown()).toEqual([1_800, 1_800])
})

test('a transfer is prepared, sent, and received in parts', async ({ store, visit }) => {
  const inventory = '/admin/v1/inventory'
  const { data } = await done(store.admin('GET', `${inventory}/locations`))
  const { id: annexe } = await done(
    store.admin('POST', `${inventory}/locations`, { name: 'Annexe', code: 'annexe' }),
  )
  const [{ id: home, name }] = data
  const { [home]: before = 0 } = await levelsOf(store)
  const page = await visitAs(visit, store, 'stock/transfers/new')
  for (const [label, option] of [
    ['From', name],
    ['To', 'Annexe'],
  ]) {
    await page.getByRole('combobox', { name: label, exact: true }).click()
    await page.getByRole('option', { name: option }).click()
  }
  await addProduct(page, 'Stone Mug')
  await page.getByLabel('Quantity of Stone Mug').fill('5')
  await page.getByRole('button', { name: 'Prepare transfer' }).click()
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click()
  await page.getByLabel('Arrives now of Stone Mug').fill('9')
  await page.getByRole('button', { name: 'Receive these' }).click()
  await page.getByText('Only 5 are still on their way.').waitFor()
  await page.getByLabel('Arrives now of Stone Mug').fill('2')
  await page.getByRole('button', { name: 'Receive these' }).click()
  await page.getByText('Came from another location').waitFor()
  expect(await levelsOf(store)).toEqual({ [home]: before - 5, [annexe]: 2 })
  await page.getByRole('button', { name: 'Cancel transfer' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel transfer' }).click()
  await page.getByText('Cancelled', { exact: true }).waitFor()
  expect(await levelsOf(store)).toEqual({ [home]: before - 2, [annexe]: 2 })
})

test('a count goes from line to line by Enter, and puts stock right', async ({ store, visit }) => {
  const page = await visitAs(visit, store, 'stock/counts')
  await page.getByRole('button', { name: 'Begin a count' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Begin a count' }).click()
  await page.getByRole('heading', { level: 1, name: /^Count at/ }).waitFor()
  await settled(page)
  await page.getByLabel('Find by name, SKU or barcode').fill('shirt-s')
  await page.keyboard.press('Enter')
  for (const key of ['3', 'Enter', '7', 'Enter']) await page.keyboard.press(key)
  await page.getByText('2 of', { exact: false }).waitFor()
  expect(await page.getByLabel('Counted of Linen Shirt – S / Black').inputValue()).toBe('3')
  await page.getByText('+3', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Finish' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Finish' }).click()
  await page.getByText('Finished', { exact: true }).waitFor()
  const { data } = await done(store.admin('GET', '/admin/v1/inventory/levels?sku=SHIRT-S-WHITE'))
  expect(data[0].on_hand).toBe(7)
})

test('invoices name who they are from; reviews are approved together', async ({ store, visit }) => {
  const page = await visitAs(visit, store, 'invoices')
  await page.getByLabel('Tax number').fill('DE123456789')
  await page.getByLabel('Street and number').fill('1 Market Street')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Please check what is marked.').waitFor()
  await page.getByLabel('City').fill('Berlin')
  await page.getByRole('combobox', { name: 'Country' }).fill('Germany')
  await page.getByRole('option', { name: 'Germany' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Save' }).waitFor({ state: 'hidden' })
  expect(await done(store.admin('GET', '/admin/v1/invoice-settings'))).toMatchObject({
    tax_id: 'DE123456789',
    address: { line1: '1 Market Street', city: 'Berlin', country: 'DE' },
  })

  for (const rating of [4, 5]) {
    const review = { rating, title: 'Warm', body: 'For an hour.', author_name: 'A shopper' }
    const email = `${rating}@shopper.example`
    await done(store.shop('POST', `/store/v1/products/${store.mug.id}/reviews`, { ...review, email }))
  }
  await goTo(page, `/stores/${store.slug}/reviews`)
  await page.getByRole('checkbox', { name: 'Select all' }).check()
  await page.getByRole('button', { name: 'Show it' }).click()
  await page.getByText('Shoppers see it now').waitFor()
  const { data } = await done(store.admin('GET', '/admin/v1/reviews?status=approved'))
  expect(data).toHaveLength(2)
  await page.getByRole('switch', { name: 'Show reviews of buyers at once' }).click()
  await page.getByText('Reviews of buyers are shown at once').waitFor()
  expect(await done(store.admin('GET', '/admin/v1/review-settings'))).toEqual({ auto_approve: 'verified' })
})

test('stock is changed from the page of a product, without what else was typed there', async ({
  store,
  visit,
}) => {
  const page = await visitAs(visit, store, `products/${store.mug.id}`)
  const title = page.getByLabel('Title', { exact: false }).first()
  await title.fill('Stone Mug, not saved')
  await page.getByRole('button', { name: 'When it runs low' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Low from').fill('7')
  await dialog.getByLabel('Sold in advance at most').fill('3')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved: how its stock is treated').waitFor()
  const { data } = await done(
    store.admin('GET', `/admin/v1/inventory/levels?variant_id=${store.mug.variantId}`),
  )
  expect(data[0]).toMatchObject({ low_stock_threshold: 7, backorder_threshold: -3 })
  expect(await title.inputValue()).toBe('Stone Mug, not saved')
  expect((await done(store.admin('GET', `/admin/v1/products/${store.mug.id}`))).title).toBe('Stone Mug')
})
