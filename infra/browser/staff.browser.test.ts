// What owners, their staff and the operators of an installation do in the console.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { PASSWORD } from '../../shared/testing/members.ts'
import type { TestStore } from '../../shared/testing/platform.ts'
import { goTo, settled, signIn } from './console.ts'
import { type Site, test as siteTest, type Visit } from './site.ts'
import { openStockedStore } from './stocked-store.ts'

const test = siteTest.extend('store', { scope: 'file' }, ({ site }) => openStockedStore(site.platform))

async function visitAs(visit: Visit, { slug }: TestStore, path = `/stores/${slug}`): Promise<Page> {
  const page = await visit('/sign-in', { permissions: ['clipboard-read', 'clipboard-write'] })
  await signIn(page, { email: `owner@${slug}.example`, password: PASSWORD }, path)
  return page
}

const below = (site: Site, store: TestStore) => (path: string) =>
  site.platform.call('GET', `/platform/v1/tenants/${store.id}${path}`, { key: store.session })

test('a key is made, shown once, copied, used and revoked', async ({ site, store, visit }) => {
  const page = await visitAs(visit, store, `/stores/${store.slug}/api-keys`)
  await page.getByRole('link', { name: 'New API key' }).click()
  await page.getByLabel('Name').fill('Warehouse')
  await page.getByRole('checkbox', { name: 'Orders: See' }).check()
  await page.getByRole('button', { name: 'Create key' }).click()
  await page.getByText('Copy the key now').waitFor()
  await page.getByRole('button', { name: /^Copy/ }).click()
  const key = (await page.evaluate('navigator.clipboard.readText()')) as string
  expect(key).toMatch(/^sp_sk_/)
  const ask = (path: string) => site.platform.call('GET', path, { host: `${store.slug}.localhost`, key })
  expect((await ask('/admin/v1/orders')).status).toBe(200)
  expect((await ask('/admin/v1/products')).status).toBe(403)
  await page.getByRole('link', { name: 'I have copied it' }).click()
  await page.getByRole('heading', { level: 1, name: 'Warehouse' }).waitFor()
  await settled(page)
  expect(await page.getByRole('main').innerHTML()).not.toContain(key)
  await page.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('The key was revoked').waitFor()
  await expect.poll(async () => (await ask('/admin/v1/orders')).status).toBe(401)
})

test('a domain tells its records, is verified, and opens the shop', async ({ site, store, visit }) => {
  const hostname = `shop.${store.slug}.example`
  const page = await visitAs(visit, store, `/stores/${store.slug}/domains`)
  await page.getByLabel('Name', { exact: true }).fill('not a name')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.locator('[aria-invalid=true]').waitFor()
  await page.getByLabel('Name', { exact: true }).fill(hostname)
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: hostname }).waitFor()
  await page.getByText('Waiting for DNS').waitFor()
  const [domain] = (await below(site, store)('/domains')).body.data
  expect(domain.records).toHaveLength(2)
  const fields = await page.getByRole('main').getByRole('textbox').all()
  const values = await Promise.all(fields.map((field) => field.inputValue()))
  for (const { type, name, value } of domain.records) {
    expect(values).toEqual(expect.arrayContaining([name, value]))
    site.dns.set(name, type, value)
  }
  await page.getByRole('button', { name: 'Check now' }).click()
  await page.getByText('The shop answers at this name.').waitFor()
  const shop = await visit(`http://${hostname}:${new URL(site.url).port}/products/stone-mug`)
  await shop.getByRole('heading', { level: 1, name: 'Stone Mug' }).waitFor()
})

test('a full plan says so, and nothing that was typed is lost', async ({ site, visit }) => {
  const store = await site.platform.signUp()
  await site.platform.control
    .owner`update tenants set limits = limits || '{"users": 1}' where id = ${store.id}`
  const page = await visitAs(visit, store, `/stores/${store.slug}/plan`)
  await page.getByText(/1 of 1/).waitFor()
  await goTo(page, `/stores/${store.slug}/team/invite`)
  await page.getByLabel('E-mail').fill('packer@mail.example')
  await page.getByRole('button', { name: 'Send invitation' }).click()
  await page.getByRole('alert').waitFor()
  expect(await page.getByLabel('E-mail').inputValue()).toBe('packer@mail.example')
  await page.getByRole('link', { name: 'Home' }).click()
  const dialog = page.getByRole('dialog', { name: 'Unsaved changes' })
  await dialog.getByRole('button', { name: 'Stay' }).click()
  expect(await page.getByLabel('E-mail').inputValue()).toBe('packer@mail.example')
  await page.getByRole('link', { name: 'Home' }).click()
  await dialog.getByRole('button', { name: 'Leave without saving' }).click()
  await page.getByRole('heading', { level: 1, name: `Store ${store.slug}` }).waitFor()
})

test('a picture is dropped where it belongs, and what is none is named', async ({ store, visit }) => {
  const page = await visitAs(visit, store, `/stores/${store.slug}/brands/new`)
  const logo = page.getByRole('group', { name: 'Logo' })
  const drop = (name: string, mimeType: string, text: string) =>
    logo.locator('input[type=file]').setInputFiles({ name, mimeType, buffer: Buffer.from(text) })
  await drop('notes.txt', 'text/plain', 'no picture')
  await logo.getByText('Choose files that end in').waitFor()
  await drop('broken.png', 'image/png', 'no picture')
  await logo.getByText('Save it anew').waitFor()
  await drop('logo.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
  await logo.getByRole('button', { name: 'Remove picture' }).waitFor()
  await page.getByLabel('Name', { exact: false }).first().fill('Drawn')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Drawn was added').waitFor()
  const { data } = (await store.admin('GET', '/admin/v1/brands')).body
  expect(data.find(({ name }: { name: string }) => name === 'Drawn').logo_url).toMatch(/\.svg/)
})

test('a product is put into a collection and taken out again', async ({ store, visit }) => {
  const made = await store.admin('POST', '/admin/v1/collections', { title: 'Chosen' })
  const members = async () => {
    const { data } = (await store.admin('GET', `/admin/v1/collections/${made.body.id}/products`)).body
    return data.map(({ handle }: { handle: string }) => handle)
  }
  const page = await visitAs(visit, store, `/stores/${store.slug}/products/${store.shirt.id}`)
  const [chosen, byRule] = [page.getByRole('link', { name: 'Chosen' }), page.getByText('By its conditions')]
  await byRule.waitFor()
  await page.getByRole('combobox', { name: 'Add to a collection' }).click()
  await page.getByRole('option', { name: 'Chosen' }).click()
  await chosen.waitFor()
  await page.getByText('Added to Chosen').waitFor()
  expect(await members()).toEqual([store.shirt.handle])
  await page.getByRole('button', { name: 'Take out of Chosen' }).click()
  await page.getByText('Taken out of Chosen').waitFor()
  expect(await members()).toEqual([])
  await page.getByRole('alert').filter({ hasText: 'Taken out' }).getByRole('button', { name: 'Undo' }).click()
  await chosen.waitFor()
  await expect.poll(members).toEqual([store.shirt.handle])
})

test('a page is written with formatting, and one that has more than that keeps it', async ({
  store,
  visit,
}) => {
  const page = await visitAs(visit, store, `/stores/${store.slug}/pages/new`)
  await page.getByLabel('Title', { exact: false }).first().fill('Delivery')
  const text = page.getByRole('textbox', { name: 'Text' })
  await text.click()
  await page.keyboard.type('Quick. ')
  await page.getByRole('button', { name: 'Bold' }).click()
  await page.keyboard.type('Free.')
  await page.getByRole('button', { name: 'Save' }).click()
  // It stays while the pointer is above it, and must not be in the way of the next save.
  await page.getByRole('alert').filter({ hasText: 'Saved' }).hover()
  await page.waitForURL(/pages\/[\da-f-]{36}$/)
  const bodyOf = async () =>
    (await store.admin('GET', `/admin/v1/pages/${page.url().split('/').at(-1)}`)).body.body
  expect(await bodyOf()).toBe('<p>Quick. <strong>Free.</strong></p>')
  await page.getByRole('button', { name: 'Write as HTML' }).press('Enter')
  expect(await text.inputValue()).toBe('<p>Quick. <strong>Free.</strong></p>')
  const table = '<table><tbody><tr><td>2 days</td></tr></tbody></table>'
  await text.fill(table)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.poll(bodyOf).toBe(table)
  await page.reload()
  expect(await text.inputValue()).toBe(table)
})

test('what was typed stays when the page cannot be read again', async ({ store, visit }) => {
  const { id } = (await store.admin('POST', '/admin/v1/pages', { title: 'Repairs', body: '<p>Free.</p>' }))
    .body
  const page = await visitAs(visit, store, `/stores/${store.slug}/pages/${id}`)
  const title = page.getByLabel('Title', { exact: false }).first()
  await title.fill('Repairs and spares')
  const path = `**/admin/v1/pages/${id}`
  const refusal = { status: 403, contentType: 'application/problem+json', body: '{"code":"forbidden"}' }
  await page.route(path, (route) => route.fulfill(refusal))
  const answered = page.waitForResponse(path)
  // As when somebody comes back to the tab, long after.
  await page.clock.setSystemTime(Date.now() + 60_000)
  await page.evaluate("dispatchEvent(new Event('visibilitychange'))")
  await answered
  await settled(page)
  expect(await title.inputValue()).toBe('Repairs and spares')
})

test('the operators suspend a store and resume it', async ({ site, store, visit }) => {
  const admin = await site.platform.signUp()
  await site.platform.control.owner`update accounts set platform_role = 'admin' where id = ${admin.accountId}`
  const shop = await visit(site.shopUrl(store.slug), { tolerate: /: 503$/ })
  await shop.getByRole('heading', { level: 1, name: `Store ${store.slug}` }).waitFor()
  const page = await visitAs(visit, admin, '/platform/tenants')
  await page.getByLabel('Search', { exact: true }).fill(store.slug)
  await page.getByRole('link', { name: `Store ${store.slug}` }).click()
  await page.getByRole('button', { name: 'Suspend' }).click()
  await page.getByLabel('Reason').fill('The invoice is not paid.')
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click()
  await page.getByText(`Store ${store.slug} is suspended.`).waitFor()
  await expect.poll(async () => (await shop.reload())?.status()).not.toBe(200)
  expect(await shop.locator('html').getAttribute('lang')).not.toBe(null)
  expect(await shop.getByRole('heading', { level: 1 }).count()).toBe(1)
  expect(await shop.locator('body').textContent()).not.toContain('Stone Mug')
  await page.getByRole('button', { name: 'Resume' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click()
  await page.getByText(`Store ${store.slug} is active again.`).waitFor()
  await expect.poll(async () => (await shop.reload())?.status()).toBe(200)
})

test('a menu of the shop is made with the keyboard, and nothing of it is lost', async ({
  site,
  store,
  visit,
}) => {
  const page = await visitAs(visit, store, `/stores/${store.slug}/menus`)
  await page.getByRole('link', { name: 'Header' }).click()
  await page.getByRole('radio', { name: 'Links of your own' }).check()
  const add = page.getByRole('button', { name: 'Add a link' })
  const link = (number: string) => page.getByRole('group', { name: `Link ${number}`, exact: true })
  const press = (name: string) => page.getByRole('button', { name }).press('Enter')
  await add.press('Enter')
  await page.keyboard.type('Start')
  await link('1').getByRole('combobox', { name: 'Leads to' }).click()
  await page.getByRole('option', { name: 'First page' }).click()
  await add.press('Enter')
  await link('2').getByRole('combobox', { name: 'Collection' }).click()
  await page.getByRole('option', { name: 'Summer' }).click()
  await add.press('Enter')
  await link('3').getByRole('combobox', { name: 'Leads to' }).click()
  await page.getByRole('option', { name: 'Page', exact: true }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Choose what the link leads to.').waitFor()
  await link('3').getByRole('combobox', { name: 'Page', exact: true }).click()
  await page.getByRole('option', { name: 'About us' }).click()
  await press('Move link 2 up')
  await press('Put link 3 below the one before it')
  const focused = () => page.evaluate('document.activeElement.getAttribute("aria-label")')
  await expect.poll(focused).toBe('Take link 2.1 out one level')
  await page.getByRole('link', { name: 'Menus', exact: true }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stay' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved', { exact: true }).waitFor()
  const shop = await visit(site.shopUrl(store.slug))
  // That of the page below the other is in a list that opens.
  const header = shop.locator('header a')
  expect(await header.allTextContents()).toEqual(expect.arrayContaining(['Summer', 'Start', 'About us']))
})
