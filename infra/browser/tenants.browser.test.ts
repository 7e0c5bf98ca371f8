// Several stores in one browser never mix.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { callerAt, liftSeats, mailedToken, PASSWORD } from '../../shared/testing/members.ts'
import type { TestPlatform, TestStore } from '../../shared/testing/platform.ts'
import { done } from '../../shared/testing/selling.ts'
import { addressOf, consolePaths, goTo, signIn } from './console.ts'
import { test } from './site.ts'
import { openStockedStore } from './stocked-store.ts'

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

const ownerOf = ({ slug }: TestStore) => ({ email: `owner@${slug}.example`, password: PASSWORD })

/** The ids in all that a tab is told about a store from now on; `stores` are those that it named. */
function listen(page: Page): { ids: Set<string>; stores: Set<string>; heard: () => Promise<unknown> } {
  const ids = new Set<string>()
  const stores = new Set<string>()
  const texts: Promise<unknown>[] = []
  page.on('response', (response) => {
    if (!new URL(response.url()).pathname.startsWith('/admin/v1/')) return
    stores.add(response.request().headers()['x-tenant-id'] ?? 'none')
    const read = async () => {
      for (const [id] of (await response.text()).matchAll(UUID)) ids.add(id)
    }
    // Whoever leaves a page may leave an answer unread.
    texts.push(read().catch(() => {}))
  })
  return { ids, stores, heard: () => Promise.all(texts) }
}

/** Walks through the pages of a store that stand for themselves, and says what was seen. */
async function walk(page: Page, store: TestStore): Promise<string> {
  const seen: string[] = []
  for (const path of await consolePaths(page)) {
    if (!path.startsWith('/stores/$slug') || path.lastIndexOf('$') > path.indexOf('$')) continue
    const address = await addressOf(page, path, store)
    if (address === undefined) continue
    await goTo(page, address)
    seen.push((await page.getByRole('main').textContent()) ?? '')
  }
  return seen.join('\n')
}

async function letIn(platform: TestPlatform, store: TestStore, other: TestStore): Promise<void> {
  await liftSeats(platform, store)
  const email = ownerOf(other).email
  await done(callerAt(platform, store.id, store.session)('POST', '/invitations', { email, role: 'admin' }))
  await platform.control.owner`update accounts set email_verified_at = now() where id = ${other.accountId}`
  const body = { token: await mailedToken(platform, email) }
  await done(platform.call('POST', '/platform/v1/invitations/accept', { key: other.session, body }))
}

test('two tabs of one person show a store each', async ({ site, visit }) => {
  const one = await openStockedStore(site.platform)
  const two = await openStockedStore(site.platform)
  await letIn(site.platform, two, one)
  const first = await visit('/sign-in')
  await signIn(first, ownerOf(one), `/stores/${one.slug}`)
  const second = await first.context().newPage()
  await second.goto(`${site.url}/stores/${two.slug}`)
  const [ofFirst, ofSecond] = [listen(first), listen(second)]
  const [seenOfOne, seenOfTwo] = await Promise.all([walk(first, one), walk(second, two)])
  await Promise.all([ofFirst.heard(), ofSecond.heard()])
  expect(seenOfOne).toContain(one.slug)
  expect(seenOfOne).not.toContain(two.slug)
  expect(seenOfTwo).toContain(two.slug)
  // The person, who belongs to both, is called by the name of the first.
  expect(seenOfTwo.replaceAll(ownerOf(one).email, '')).not.toContain(one.slug)
  expect([...ofFirst.stores].filter((id) => id !== one.id)).toEqual([])
  expect([...ofSecond.stores].filter((id) => id !== two.id)).toEqual([])
  // The person is known to both.
  const common = [...ofFirst.ids].filter((id) => ofSecond.ids.has(id) && id !== one.accountId)
  expect(common).toEqual([])
})

test('who does not belong to a store finds nothing of it', async ({ site, visit }) => {
  const one = await site.platform.signUp()
  const two = await site.platform.signUp()
  const page = await visit('/sign-in')
  await signIn(page, ownerOf(one), `/stores/${two.slug}`)
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
  expect(await page.getByRole('main').textContent()).not.toContain(two.slug)
  const other = await visit('/sign-in')
  await signIn(other, ownerOf(two), `/stores/${two.slug}`)
  await other.getByRole('heading', { level: 1, name: `Store ${two.slug}` }).waitFor()
})

test('a shop knows the carts and accounts of no other', async ({ site, visit }) => {
  const one = await openStockedStore(site.platform)
  const two = await openStockedStore(site.platform)
  const page = await visit(`${site.shopUrl(one.slug)}/products/stone-mug`)
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByText('Added to your cart').waitFor()
  const cookies = await page.context().cookies(site.shopUrl(two.slug))
  expect(cookies).toEqual([])
  await page.goto(`${site.shopUrl(two.slug)}/cart`)
  expect(await page.getByRole('main').textContent()).not.toContain('Stone Mug')
})
