// The console as a whole: its frame, and every page that it has.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { PASSWORD } from '../../shared/testing/members.ts'
import type { TestStore } from '../../shared/testing/platform.ts'
import { violationsOf } from './axe.ts'
import { addressOf, consolePaths, goTo, settled, signIn } from './console.ts'
import { type Site, test as siteTest, type Visit } from './site.ts'
import { haveCatalogue, haveHistory, openStockedStore } from './stocked-store.ts'

const MAX_FIRST_LOAD_BYTES = 250_000

const test = siteTest.extend('store', { scope: 'file' }, async ({ site }) => {
  const store = await openStockedStore(site.platform)
  await haveCatalogue(store)
  await haveHistory(site.platform, store)
  return store
})

const ownerOf = ({ slug }: TestStore) => ({ email: `owner@${slug}.example`, password: PASSWORD })
const main = (page: Page) => page.getByRole('main')

/** A page of the console with its owner signed in. */
async function visitAs(visit: Visit, store: TestStore, path = `/stores/${store.slug}`): Promise<Page> {
  const page = await visit('/sign-in')
  await signIn(page, ownerOf(store), path)
  return page
}

async function openPlatformAdmin({ platform }: Site): Promise<TestStore> {
  const store = await platform.signUp()
  await platform.control.owner`update accounts set platform_role = 'admin' where id = ${store.accountId}`
  return store
}

/** What axe finds on the pages of the console that `wanted` selects. Each must have a heading, and a title of its own. */
async function faultsOf(page: Page, store: TestStore, wanted: (path: string) => boolean): Promise<string[]> {
  const faults: string[] = []
  const titles = new Map<string, string>()
  for (const path of (await consolePaths(page)).filter(wanted)) {
    const address = await addressOf(page, path, store)
    if (address === undefined) {
      faults.push(`${path}: the store has none of these to look at`)
      continue
    }
    await goTo(page, address)
    faults.push(...(await violationsOf(page)))
    const headings = await page.getByRole('heading', { level: 1 }).count()
    if (headings !== 1) faults.push(`${path} has ${headings} headings of the first level`)
    if (await page.getByText('This page could not be shown').isVisible()) faults.push(`${path} failed`)
    const title = await page.title()
    const namesake = titles.get(title)
    if (namesake !== undefined) faults.push(`${path} is called “${title}”, as is ${namesake}`)
    titles.set(title, path)
  }
  return faults
}

const isOf = (scope: string) => (path: string) => path.startsWith(`/${scope}`)
const SIGNED_IN = ['stores', 'account', 'platform'].map(isOf)

test('every page before the sign-in can be used by everybody', async ({ store, visit }) => {
  const page = await visit('/sign-in')
  await settled(page)
  const isPublic = (path: string) => !SIGNED_IN.some((is) => is(path))
  expect(await faultsOf(page, store, isPublic)).toEqual([])
})

test('every page of a store can be used by everybody', { timeout: 180_000 }, async ({ store, visit }) => {
  const page = await visitAs(visit, store)
  expect(await faultsOf(page, store, isOf('stores'))).toEqual([])
  expect(await faultsOf(page, store, isOf('account'))).toEqual([])
})

test('every page of the platform can be used by everybody', { timeout: 120_000 }, async ({ site, visit }) => {
  const admin = await openPlatformAdmin(site)
  const page = await visitAs(visit, admin)
  expect(await faultsOf(page, admin, isOf('platform'))).toEqual([])
})

test('the first load is small', async ({ site, visit }) => {
  const page = await visit('about:blank')
  const sizes: Promise<{ responseBodySize: number }>[] = []
  page.on('requestfinished', (request) => sizes.push(request.sizes()))
  await page.goto(`${site.url}/sign-in`)
  await settled(page)
  const bytes = (await Promise.all(sizes)).reduce((sum, { responseBodySize }) => sum + responseBodySize, 0)
  expect(bytes).toBeGreaterThan(10_000)
  expect(bytes).toBeLessThan(MAX_FIRST_LOAD_BYTES)
})

test('signing in leads to the page that was asked for', async ({ store, visit }) => {
  const page = await visit(`/stores/${store.slug}?from=a-link`)
  await page.waitForURL('**/sign-in?**')
  await page.getByLabel('E-mail address').fill(ownerOf(store).email)
  await page.getByRole('textbox', { name: 'Password' }).fill('not the password')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('alert').waitFor()
  expect(await page.getByLabel('E-mail address').inputValue()).toBe(ownerOf(store).email)
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
  await page.getByRole('textbox', { name: 'Password' }).press('Enter')
  await page.waitForURL(`**/stores/${store.slug}?from=a-link`)
  await main(page).getByRole('heading', { level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Your account' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForURL('**/sign-in')
  await page.goto(new URL(`/stores/${store.slug}`, page.url()).href)
  await page.waitForURL('**/sign-in?**')
})

test('language, direction and colours are as chosen, and stay so', async ({ store, visit }) => {
  const page = await visitAs(visit, store)
  const html = page.locator('html')
  await page.getByRole('button', { name: 'Language' }).click()
  await page.getByRole('menuitem', { name: 'العربية' }).click()
  await page.locator('html[lang=ar][dir=rtl]').waitFor()
  await page.reload()
  await page.locator('html[lang=ar][dir=rtl]').waitFor()
  await settled(page)
  await page.getByRole('button', { name: 'اللغة' }).click()
  await page.getByRole('menuitem', { name: 'English' }).click()
  await page.locator('html[lang=en][dir=ltr]').waitFor()
  await page.getByRole('button', { name: 'Colours' }).click()
  await page.getByRole('menuitem', { name: 'Dark' }).click()
  await page.reload()
  await settled(page)
  expect(await html.getAttribute('data-mantine-color-scheme')).toBe('dark')
})

test('the keyboard reaches the content first, and then all the rest', async ({ store, visit }) => {
  const page = await visitAs(visit, store)
  await main(page).getByRole('heading', { level: 1 }).waitFor()
  await page.keyboard.press('Tab')
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content')
  await page.keyboard.press('Enter')
  expect(await page.evaluate('document.activeElement.id')).toBe('main')
})

test('on a phone the navigation is behind a button', async ({ store, visit }) => {
  const page = await visit('/sign-in', { viewport: { width: 360, height: 740 } })
  await signIn(page, ownerOf(store), `/stores/${store.slug}`)
  const home = page.getByRole('navigation').getByRole('link', { name: 'Home' })
  expect(await home.isVisible()).toBe(false)
  await page.getByRole('button', { name: 'Menu' }).click()
  await home.click()
  await home.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'Menu' }).click()
  await home.waitFor()
  await page.getByRole('button', { name: 'Menu' }).click()
  await home.waitFor({ state: 'hidden' })
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
})
