// The hosted shop as shoppers see it, with scripts and without.
import { brotliCompressSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { pages } from '../../data-plane/storefront/pages.ts'
import { violationsOf } from './axe.ts'
import { test as siteTest } from './site.ts'
import { haveCatalogue, haveHistory, openStockedStore, type StockedStore } from './stocked-store.ts'

/** As the helpers of the tests give it to shoppers. */
const SHOPPER_PASSWORD = 'a shopper passphrase'
const MAX_COMPRESSED_HTML = 30_000

const test = siteTest.extend('store', { scope: 'file' }, async ({ site }) => {
  const store = await openStockedStore(site.platform)
  await haveCatalogue(store)
  return { ...store, ...(await haveHistory(site.platform, store)) }
})
type Store = Parameters<typeof parametersOf>[0]

/** What stands for the parameters of the shop's pages. */
const parametersOf = (
  store: StockedStore & { addressId: string; subscriptionId: string },
): Readonly<Record<string, string>> => ({
  product_id: store.shirt.handle,
  collection_id: 'summer',
  page_handle: 'about',
  order_id: store.orderId,
  checkout_id: store.checkoutId,
  category_id: 'kitchen',
  brand_id: 'weavers',
  address_id: store.addressId,
  subscription_id: store.subscriptionId,
})
/** A page that leads on to a provider, which the tests of payments look at, and what is for machines. */
const WITHOUT = /\{payment_id\}|\/sitemaps?[./]|\/robots\.txt$/
/** It says that the link which leads there was used. */
const OF_A_MAIL = '/checkout/recover'
/** Pages that lead whoever has not signed in to the sign-in, and those that lead others away from it. */
const OF_ACCOUNT = /^\/account(\/(profile|addresses|payment-methods|sessions|subscriptions).*)?$/

/** The addresses of all pages that can be read, in the language of a prefix. */
const addressesOf = (store: Store): string[] =>
  pages
    .filter(({ method, path }) => method === 'get' && !WITHOUT.test(path))
    .map(({ path }) =>
      path.replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = parametersOf(store)[name]
        if (value === undefined)
          throw new Error(`What stands for ${name} in ${path}? Say so in parametersOf.`)
        return value
      }),
    )

async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail').first().fill(email)
  await page.getByLabel('Password', { exact: true }).first().fill(SHOPPER_PASSWORD)
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/account')
}

/** Adds the page to `wide` if it is wider than a small phone. */
async function fitPhone(page: Page, wide: string[]): Promise<void> {
  await page.setViewportSize({ width: 360, height: 740 })
  const width = (await page.evaluate('document.documentElement.scrollWidth')) as number
  if (width > 360) wide.push(`${new URL(page.url()).pathname} is ${width} wide`)
  await page.setViewportSize({ width: 1_200, height: 800 })
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })

describe.for([
  ['with scripts', true],
  ['without scripts', false],
] as const)('%s', ([, javaScriptEnabled]) => {
  test('from the home page to a variant', async ({ site, store, visit }) => {
    const page = await visit(site.shopUrl(store.slug), { javaScriptEnabled })
    await page.getByRole('main').getByRole('link', { name: 'Summer' }).click()
    await heading(page, 'Summer').waitFor()
    await page.getByRole('link', { name: 'Linen Shirt' }).click()
    await heading(page, 'Linen Shirt').waitFor()
    await page.getByRole('link', { name: 'L', exact: true }).click()
    await page.getByText('$55.00').waitFor()
    await page.getByRole('link', { name: /^Black/ }).click()
    await page.getByText('SHIRT-L-BLACK').waitFor()
    await page.getByRole('link', { name: 'S (Sold out)' }).click()
    await page.getByText('SHIRT-S-BLACK').waitFor()
    expect(await page.getByRole('button', { name: 'Sold out' }).isDisabled()).toBe(true)
    await page.reload()
    await page.getByText('SHIRT-S-BLACK').waitFor()
  })

  test('in another language, market and currency', async ({ site, store, visit }) => {
    const page = await visit(`${site.shopUrl(store.slug)}/products/linen-shirt`, { javaScriptEnabled })
    await page.getByLabel('Country and currency').selectOption('Europe (EUR)')
    if (!javaScriptEnabled) await page.getByRole('button', { name: 'Apply' }).click()
    await page.getByText('€45.00').waitFor()
    await page.getByRole('link', { name: 'Deutsch' }).click()
    await page.getByRole('button', { name: 'In den Warenkorb' }).waitFor()
    await page.getByText('45,00 €').waitFor()
    await page.getByRole('link', { name: 'العربية' }).click()
    await page.locator('html[dir=rtl][lang=ar]').waitFor()
    // It is kept from page to page.
    await page
      .getByRole('banner')
      .getByRole('link', { name: `Store ${store.slug}` })
      .click()
    await page.waitForURL('**/ar')
    expect(await page.locator('html').getAttribute('lang')).toBe('ar')
  })
})

for (const [how, javaScriptEnabled] of [
  ['with scripts', true],
  ['without scripts', false],
] as const)
  test(`from a product to an order, ${how}`, async ({ site, store, visit }) => {
    const page = await visit(`${site.shopUrl(store.slug)}/products/stone-mug`, { javaScriptEnabled })
    const wide: string[] = []
    await page.getByRole('button', { name: 'Add to cart' }).click()
    if (javaScriptEnabled) await page.getByRole('link', { name: 'View cart' }).click()
    await heading(page, 'Your cart').waitFor()
    await page.getByLabel('Quantity of Stone Mug').fill('2')
    if (javaScriptEnabled) await page.keyboard.press('Tab')
    else await page.getByRole('button', { name: 'Update cart' }).click()
    await page.getByText('$36.00').first().waitFor()
    await fitPhone(page, wide)
    await page.getByRole('button', { name: 'Check out' }).click()
    await page.getByLabel('E-mail').fill('ada@mail.example')
    await page.getByRole('button', { name: 'Continue to payment' }).click()
    await page.getByText('Please check what you entered').waitFor()
    await fitPhone(page, wide)
    expect(await page.getByLabel('E-mail').inputValue()).toBe('ada@mail.example')
    await page.getByLabel('Full name').fill('Ada Shopper')
    await page.getByLabel('Address', { exact: true }).fill('1 Market Street')
    await page.getByLabel('City').fill('Springfield')
    await page.getByLabel('State').selectOption('IL')
    await page.getByLabel('ZIP code').fill('62701')
    await page.getByRole('button', { name: 'Continue to payment' }).click()
    await page.getByLabel(/^Test payment/).check()
    await fitPhone(page, wide)
    await page.getByRole('button', { name: /^Place order|^Pay / }).click()
    await heading(page, 'Thank you for your order').waitFor()
    await page.getByText('We have sent a confirmation to ada@mail.example.').waitFor()
    await page.reload()
    await page.getByText('Being prepared').first().waitFor()
    await fitPhone(page, wide)
    expect(wide).toEqual([])
  })

test('market and language are kept from page to page, with things in the cart', async ({
  site,
  store,
  visit,
}) => {
  const shop = site.shopUrl(store.slug)
  const page = await visit(`${shop}/products/stone-mug`)
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByRole('link', { name: 'View cart' }).waitFor()
  await page.goto(`${shop}/collections/summer`)
  await page.getByText('$49.00').first().waitFor()
  await page.getByLabel('Country and currency').selectOption('Europe (EUR)')
  await page.getByText('€45.00').first().waitFor()
  expect(new URL(page.url()).pathname).toBe('/collections/summer')
  await page.getByRole('link', { name: 'Deutsch' }).click()
  await page.getByText('45,00 €').first().waitFor()
  await page.goto(`${shop}/de/search?q=mug`)
  await page.getByText('17,00 €').first().waitFor()
  expect(await page.getByRole('main').textContent()).not.toContain('$')
  await page.getByRole('link', { name: 'العربية' }).click()
  await page.locator('html[dir=rtl][lang=ar]').waitFor()
  await page.goto(`${shop}/ar/cart`)
  await page.getByRole('main').getByRole('link', { name: 'Stone Mug' }).first().waitFor()
  expect(await violationsOf(page)).toEqual([])
  expect(await page.evaluate('getComputedStyle(document.body).direction')).toBe('rtl')
})

test('an account is made and shows what was ordered with it', async ({ site, store, visit }) => {
  const page = await visit(`${site.shopUrl(store.slug)}/account/sign-in`)
  await signIn(page, store.customer.email)
  await page.getByRole('link', { name: /1001/ }).click()
  await page.getByText('Stone Mug').first().waitFor()
})

test('a search finds, narrows down and says what was not found', async ({ site, store, visit }) => {
  const page = await visit(site.shopUrl(store.slug))
  await page.getByRole('combobox', { name: 'Search products' }).fill('linen')
  await page.keyboard.press('Enter')
  await page.getByRole('main').getByRole('link', { name: 'Linen Shirt' }).waitFor()
  expect(await page.getByRole('main').getByRole('link', { name: 'Stone Mug' }).count()).toBe(0)
  await page.goto(`${site.shopUrl(store.slug)}/search?q=no-such-thing`)
  await page.getByText(/Nothing found/).waitFor()
})

test('what is not there is said to be not there', async ({ site, store, visit }) => {
  const page = await visit(`${site.shopUrl(store.slug)}/products/no-such-shirt`)
  await heading(page, 'Page not found').waitFor()
  await page.getByRole('link', { name: 'Continue shopping' }).click()
  await heading(page, `Store ${store.slug}`).waitFor()
})

test('the page of a product is light and waits for no script', async ({ site, store }) => {
  const { text, status } = await site.platform.call('GET', `/products/${store.shirt.handle}`, {
    host: `${store.slug}.localhost`,
    headers: { accept: 'text/html' },
  })
  expect(status).toBe(200)
  expect(brotliCompressSync(text).length).toBeLessThan(MAX_COMPRESSED_HTML)
  const scripts = text.match(/<script\b[^>]*\bsrc=[^>]*>/g) ?? []
  expect(scripts.length).toBeGreaterThan(0)
  expect(scripts.filter((script) => !/\b(defer|async|type="module")/.test(script))).toEqual([])
})

test.for([
  ['in English', ''],
  ['in Arabic', '/ar'],
] as const)('every page %s can be used by everybody', async ([, prefix], { site, store, visit }) => {
  const shop = site.shopUrl(store.slug)
  const page = await visit(`${shop}${prefix}`)
  const faults: string[] = []
  const look = async (path: string) => {
    const answer = await page.goto(`${shop}${prefix}${path === '/' ? '' : path}`)
    if (!answer?.headers()['content-type']?.startsWith('text/html')) return
    faults.push(...(await violationsOf(page)))
    const headings = await page.getByRole('heading', { level: 1 }).count()
    if (headings !== 1) faults.push(`${path} has ${headings} headings of the first level`)
    if (answer.status() >= 400 && path !== OF_A_MAIL) faults.push(`${path} answered ${answer.status()}`)
    await fitPhone(page, faults)
    if (OF_ACCOUNT.test(path) && !page.url().endsWith(path)) faults.push(`${path} led to ${page.url()}`)
  }
  const paths = addressesOf(store)
  for (const path of paths.filter((path) => !OF_ACCOUNT.test(path))) await look(path)
  await page.goto(`${shop}/account/sign-in`)
  await signIn(page, store.customer.email)
  for (const path of paths.filter((path) => OF_ACCOUNT.test(path))) await look(path)
  expect(faults).toEqual([])
})
