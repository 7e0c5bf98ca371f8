// From a sign-up to the first order that was sent, through the pages only: what an owner does, and what a shopper does.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { mailedToken, newEmail, PASSWORD } from '../../shared/testing/members.ts'
import { settled } from './console.ts'
import { test } from './site.ts'

const SLUG = 'clay-and-fire'
const SHOPPER = 'ada@mail.example'
const TRACKING = '1Z999AA10123456784'

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name })
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click()
const step = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name })

async function home(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Home', exact: true }).click()
  await page.waitForURL(`**/stores/${SLUG}`)
  await settled(page)
}

/** Opens a store, and confirms the e-mail address by the link in the mail. */
async function openStore(page: Page, email: string, readToken: () => Promise<string>): Promise<void> {
  await page.getByLabel('Name of the store').fill('Clay and Fire')
  expect(await page.getByLabel('Address', { exact: true }).inputValue()).toBe(SLUG)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await press(page, 'Open the store')
  await heading(page, 'Your store is open').waitFor()
  await page.goto(new URL(`/verify-email?token=${await readToken()}`, page.url()).href)
  await press(page, 'Confirm')
  await page.getByText(`${email} is confirmed.`).waitFor()
  await page.getByRole('link', { name: 'Go to the console' }).click()
  await page.waitForURL(`**/stores/${SLUG}`)
  await settled(page)
}

/** A product that lacks what it takes to be bought is no step done, and the list says what it lacks. */
async function addProduct(page: Page): Promise<void> {
  await step(page, 'Add your first product').getByRole('link', { name: 'Add a product' }).click()
  await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Clay Bowl')
  await press(page, 'Save')
  await page.getByText('Enter a price').waitFor()
  await page.getByLabel('Price in US Dollar').fill('24.50')
  await press(page, 'Save')
  await heading(page, 'Clay Bowl').waitFor()
  await home(page)
  await page.getByText('0 of 5 steps done').waitFor()
  await step(page, 'Add your first product').getByRole('link', { name: 'Finish “Clay Bowl”' }).click()
  await heading(page, 'Clay Bowl').waitFor()
  await press(page, /^Adjust/)
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Change').fill('10')
  await dialog.getByLabel('Reason').fill('Fresh from the kiln')
  await dialog.getByRole('button', { name: 'Adjust', exact: true }).click()
  await page.getByText('The stock was adjusted').waitFor()
  await home(page)
  await page.getByText('1 of 5 steps done').waitFor()
}

/** What the rest of the list leads to: where it sells, how it is sent, how it is paid, what it looks like. */
async function finishTheList(page: Page): Promise<void> {
  const market = step(page, 'Check market, shipping and tax')
  await market.getByRole('link', { name: 'Look at them' }).click()
  await page.getByRole('link', { name: 'United States' }).click()
  await heading(page, 'United States').waitFor()
  await press(page, 'Add a way of sending')
  const method = page.getByRole('group', { name: 'New way of sending' })
  await method.getByLabel('What shoppers read').fill('By bicycle')
  const named = page.getByRole('group', { name: 'By bicycle' })
  await named.getByLabel('Price', { exact: true }).fill('3')
  await press(page, 'Save')
  await page.getByText('Saved', { exact: true }).waitFor()
  await home(page)
  await market.getByRole('button', { name: 'They are right' }).click()
  await page.getByText('2 of 5 steps done').waitFor()
  await step(page, 'Choose how shoppers pay').getByRole('button').click()
  await page.getByText('3 of 5 steps done').waitFor()
  await step(page, 'Give your shop its look').getByRole('link', { name: 'Design the shop' }).click()
  await heading(page, 'Look of the shop').waitFor()
  await home(page)
  await step(page, 'Give your shop its look').getByRole('button').click()
  await page.getByText('4 of 5 steps done').waitFor()
}

/** Finds the product in the shop and orders two. Gives the address of the order's page. */
async function buy(page: Page): Promise<string> {
  await heading(page, 'Clay and Fire').waitFor()
  await page.getByRole('combobox', { name: 'Search products' }).fill('bowl')
  await page.keyboard.press('Enter')
  await page.getByRole('main').getByRole('link', { name: 'Clay Bowl' }).click()
  await page.getByText('$24.50').first().waitFor()
  await press(page, 'Add to cart')
  await page.getByRole('link', { name: 'View cart' }).click()
  await heading(page, 'Your cart').waitFor()
  await page.getByLabel('Quantity of Clay Bowl').fill('2')
  await page.keyboard.press('Tab')
  await page.getByText('$49.00').first().waitFor()
  await press(page, 'Check out')
  await page.getByLabel('E-mail').fill(SHOPPER)
  await page.getByLabel('Full name').fill('Ada Shopper')
  await page.getByLabel('Address', { exact: true }).fill('1 Market Street')
  await page.getByLabel('City').fill('Springfield')
  await page.getByLabel('State').selectOption('IL')
  await page.getByLabel('ZIP code').fill('62701')
  await page.getByRole('radio', { name: /^By bicycle/ }).check()
  await press(page, 'Continue to payment')
  await page.getByRole('radio', { name: /^Pay later/ }).check()
  await press(page, /^Place order/)
  await heading(page, 'Thank you for your order').waitFor()
  await page.getByText('$55.92').first().waitFor()
  await page.getByText('Not paid yet · Being prepared').waitFor()
  expect(await page.getByRole('main').textContent()).not.toContain('Default Title')
  return page.url()
}

/** The money came by bank transfer; the bowls go by parcel. */
async function payAndSend(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Orders', exact: true }).click()
  await page.getByRole('link', { name: /1001/ }).click()
  await heading(page, 'Order #1001').waitFor()
  await page.getByText('Payment pending').first().waitFor()
  await page.getByText(SHOPPER).first().waitFor()
  await press(page, 'Record a payment')
  await page.getByRole('dialog').getByRole('button', { name: 'Record a payment' }).click()
  await page.getByText('The order is paid').waitFor()
  await page.getByRole('link', { name: 'Send', exact: true }).click()
  await page.getByLabel('Tracking number').fill(TRACKING)
  await press(page, 'Send')
  await page.getByText('The items were sent').waitFor()
  await heading(page, 'Order #1001').waitFor()
  await settled(page)
  const main = page.getByRole('main')
  await main.getByText('Paid', { exact: true }).first().waitFor()
  await main.getByRole('link', { name: TRACKING }).waitFor()
  await main.getByText('$55.92 was received').waitFor()
  await main.getByText('Items were sent').waitFor()
}

test('from a sign-up to the first order that was sent', { timeout: 120_000 }, async ({ site, visit }) => {
  const email = newEmail()
  const owner = await visit('/sign-up')
  await openStore(owner, email, () => mailedToken(site.platform, email))
  await owner.getByText('Your way to the first order').waitFor()
  await owner.getByText('0 of 5 steps done').waitFor()
  await addProduct(owner)
  await finishTheList(owner)
  const shopAddress = await owner.getByRole('link', { name: 'Visit the shop' }).getAttribute('href')
  expect(shopAddress).toBe(site.shopUrl(SLUG))

  const shopper = await visit(shopAddress ?? '')
  const orderAddress = await buy(shopper)

  await home(owner)
  await owner.reload()
  await settled(owner)
  expect(await owner.getByText('Your way to the first order').count()).toBe(0)
  await payAndSend(owner)

  await shopper.goto(orderAddress)
  await shopper.getByText('Paid · Sent').waitFor()
  await shopper.getByText(`Parcel ${TRACKING}`).waitFor()
  expect(await shopper.getByRole('link', { name: 'Follow the parcel' }).getAttribute('href')).toContain(
    TRACKING,
  )
})
