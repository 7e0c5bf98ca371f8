// Accounts in the console: the way in, lost passwords, second factors, and every link that a mail may hold.
import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { mailedToken, newEmail, PASSWORD } from '../../shared/testing/members.ts'
import { settled } from './console.ts'
import { test } from './site.ts'

let count = 0
const newSlug = () => {
  count += 1
  return `console-shop-${count}`
}
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name })
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click()
const password = (page: Page, label = 'Password') => page.getByLabel(label, { exact: true })

/** Fills the form of the sign-up and goes on to the store's home. Gives the keys that were shown. */
async function signUp(page: Page, { email, slug }: { email: string; slug: string }): Promise<string[]> {
  await page.getByLabel('Name of the store').fill('Größe & Söhne')
  await page.getByLabel('Address', { exact: true }).fill(slug)
  await page.getByLabel('E-mail address').fill(email)
  await password(page).fill(PASSWORD)
  await press(page, 'Open the store')
  await heading(page, 'Your store is open').waitFor()
  const keys = [
    await page.getByLabel('Publishable key').inputValue(),
    await page.getByLabel('Secret key').inputValue(),
  ]
  await press(page, 'Go to your store')
  await page.waitForURL(`**/stores/${slug}`)
  await settled(page)
  return keys
}

async function signIn(page: Page, email: string, secret = PASSWORD): Promise<void> {
  await page.getByLabel('E-mail address').fill(email)
  await password(page).fill(secret)
  await press(page, 'Sign in')
}

async function signOut(page: Page): Promise<void> {
  await press(page, 'Your account')
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await heading(page, 'Sign in').waitFor()
}

test('a sign-up opens a store, shows its keys once, and leads to the first steps', async ({
  site,
  visit,
}) => {
  const [email, slug] = [newEmail(), newSlug()]
  const page = await visit('/sign-up')
  await press(page, 'Open the store')
  await page.getByText('Enter an e-mail address such as').waitFor()
  await page.getByLabel('Name of the store').fill('Größe & Söhne')
  expect(await page.getByLabel('Address', { exact: true }).inputValue()).toBe('grosse-sohne')
  const [publishable, secret] = await signUp(page, { email, slug })
  const call = (key = '') => site.platform.call('GET', '/store/v1/products', { key })
  expect((await call(publishable)).status).toBe(200)
  expect((await site.platform.call('GET', '/admin/v1/products', { key: secret! })).status).toBe(200)
  await page.getByText('Your way to the first order').waitFor()
  await press(page, 'Hide this')
  await page.getByText('The way to the first order is hidden').waitFor()
  expect(await page.getByText('Your way to the first order').count()).toBe(0)
  // It is for all of the store's people, wherever they are.
  const settings = await site.platform.call('GET', '/admin/v1/store', { key: secret! })
  expect(settings.body.setup_done).toEqual(['hidden'])
  // No script of the page holds what signs in.
  expect(await page.evaluate('document.cookie')).toBe('')

  await page.goto(`${site.url}/account/stores/new`)
  await page.getByLabel('Name of the store').fill('Second')
  await page.getByLabel('Address', { exact: true }).fill(slug)
  await press(page, 'Open the store')
  await page.getByText('This address belongs to another store').first().waitFor()
  const second = newSlug()
  await page.getByLabel('Address', { exact: true }).fill(second)
  await press(page, 'Open the store')
  await press(page, 'Go to your store')
  await page.waitForURL(`**/stores/${second}`)

  // Two tabs, two stores.
  const other = await page.context().newPage()
  await other.goto(`${site.url}/stores/${slug}`)
  await heading(other, 'Größe & Söhne').waitFor()
  await page.reload()
  await heading(page, 'Second').waitFor()
})

test('mails lead to pages: confirming an address, choosing another password', async ({ site, visit }) => {
  const { platform, url } = site
  const [email, slug] = [newEmail(), newSlug()]
  const page = await visit('/sign-up', { tolerate: /401|422/ })
  await signUp(page, { email, slug })
  await page.goto(`${url}/verify-email?token=${await mailedToken(platform, email)}`)
  await press(page, 'Confirm')
  await page.getByText(`${email} is confirmed.`).waitFor()
  await page.goto(`${url}/account`)
  await page.getByText('confirmed', { exact: true }).waitFor()
  await signOut(page)

  await page.getByRole('link', { name: 'Forgotten your password?' }).click()
  // The page before has a field of this name too.
  await page.getByRole('heading', { name: 'Forgotten password' }).waitFor()
  await page.getByLabel('E-mail address').fill(email)
  await press(page, 'Send the link')
  await page.getByText('the link is on its way').waitFor()
  await page.goto(`${url}/reset-password?token=${await mailedToken(platform, email)}`)
  await password(page, 'New password').fill('quite another passphrase')
  await press(page, 'Set the password')
  await page.getByRole('link', { name: 'Sign in' }).click()
  await signIn(page, email)
  await page.getByText('is not right').waitFor()
  await signIn(page, email, 'quite another passphrase')
  await page.waitForURL(`**/stores/${slug}`)
})

test('a second factor is asked for, and a recovery code is as good', async ({ site, visit }) => {
  const email = newEmail()
  const page = await visit('/sign-up')
  await signUp(page, { email, slug: newSlug() })
  await page.goto(`${site.url}/account/security`)
  await press(page, 'Set up')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Current password', { exact: true }).fill(PASSWORD)
  await press(page, 'Continue')
  const secret = Secret.fromBase32(await dialog.getByLabel('Key', { exact: true }).inputValue())
  const totp = new TOTP({ secret })
  await dialog.getByLabel('Code of the app').fill(totp.generate())
  await press(page, 'Switch on')
  await dialog.getByText('Your recovery codes').waitFor()
  const recovery = await dialog.locator('code').first().textContent()
  await press(page, 'I have kept them')
  await page.getByText('on', { exact: true }).waitFor()
  await signOut(page)

  await signIn(page, email)
  await page.getByLabel('Code', { exact: true }).fill(totp.generate({ timestamp: Date.now() + 30_000 }))
  await press(page, 'Sign in')
  await heading(page, 'Größe & Söhne').waitFor()
  await signOut(page)

  await signIn(page, email)
  await press(page, 'Use a recovery code')
  await page.getByLabel('Recovery code').fill(recovery ?? '')
  await press(page, 'Sign in')
  await heading(page, 'Größe & Söhne').waitFor()
})

test('an invitation is accepted by somebody new, and by somebody who is known', async ({ site, visit }) => {
  const { platform, url } = site
  const store = await platform.signUp()
  const invite = async (email: string) => {
    const path = `/platform/v1/tenants/${store.id}/invitations`
    await platform.call('POST', path, { key: store.session, body: { email, role: 'admin' } })
    return `${url}/invitations?token=${await mailedToken(platform, email)}`
  }
  const [newcomer, known, slug] = [newEmail(), newEmail(), newSlug()]
  const page = await visit(await invite(newcomer))
  await heading(page, `Join Store ${store.slug}`).waitFor()
  await password(page).fill(PASSWORD)
  await press(page, 'Create the account and join')
  await page.waitForURL(`**/stores/${store.slug}`)
  await heading(page, `Store ${store.slug}`).waitFor()

  const other = await visit('/sign-up')
  await signUp(other, { email: known, slug })
  await other.goto(`${url}/verify-email?token=${await mailedToken(platform, known)}`)
  await press(other, 'Confirm')
  await other.getByText('is confirmed').waitFor()
  const link = await invite(known)
  await other.goto(`${url}/account`)
  await signOut(other)
  await other.goto(link)
  await other.getByRole('link', { name: 'Sign in to accept' }).click()
  expect(await other.getByLabel('E-mail address').inputValue()).toBe(known)
  await signIn(other, known)
  await press(other, 'Accept the invitation')
  await other.waitForURL(`**/stores/${store.slug}`)
})
