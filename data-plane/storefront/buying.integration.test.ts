// Buying by forms alone, as a browser without scripts does it.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
let other: TestStore
let variantId: string
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  other = await platform.signUp()
  variantId = await addCandle(store)
})
afterAll(() => platform?.stop())

async function addCandle({ admin }: TestStore): Promise<string> {
  const product = await admin('POST', '/admin/v1/products', {
    title: 'Candle <b>',
    status: 'active',
    variants: [{ sku: 'CANDLE', prices: [{ amount: 1_999, currency: 'USD' }], inventory_quantity: 5 }],
  })
  expect(product.status, product.text).toBe(201)
  return product.body.variants[0].id
}

type Form = Record<string, string>

/** A browser: it keeps cookies and follows what it is told after a form. */
function browse(at: TestStore) {
  const host = `${at.slug}.localhost`
  const cookies = new Map<string, string>()
  const send = async (method: 'GET' | 'POST', path: string, form?: Form) => {
    const answer = await platform.call(method, path, {
      host,
      headers: {
        accept: 'text/html',
        origin: `http://${host}`,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form && { body: new URLSearchParams(form).toString() }),
    })
    for (const line of answer.headers.getSetCookie()) {
      expect(line).toMatch(/HttpOnly; SameSite=Lax/)
      const [, name = '', value = ''] = /^(\w+)=([^;]*)/.exec(line) ?? []
      if (line.includes('Max-Age=0')) cookies.delete(name)
      else cookies.set(name, value)
    }
    return answer
  }
  const get = (path: string) => send('GET', path)
  const post = async (path: string, form: Form = {}) => {
    const answer = await send('POST', path, form)
    const to = answer.headers.get('location')
    return { ...answer, to, page: to === null ? answer : await get(to) }
  }
  return { cookies, get, post }
}

const ADDRESS = {
  email: 'shopper@example.com',
  name: 'Ada Shopper',
  line1: '1 Market Street',
  city: 'San Francisco',
  state: 'CA',
  postal_code: '94103',
  country: 'US',
  shipping_method: 'standard',
}

const hiddenIn = (page: { text: string }, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(page.text)?.[1] ?? ''

test('a shopper fills a cart, says where it goes, pays, and sees the order', async () => {
  const { cookies, get, post } = browse(store)
  expect((await get('/cart')).text).toContain('Your cart is empty.')
  const added = await post('/cart', { variant_id: variantId, quantity: '2' })
  expect(added.page.text).toContain('Candle &lt;b&gt;')
  const line = /name="quantity\.([0-9a-f-]{36})"/.exec(added.page.text)?.[1] ?? ''

  const tooMany = await post('/cart/update', { [`quantity.${line}`]: '9' })
  expect(tooMany.status).toBe(422)
  expect(tooMany.text).toContain('There are not that many left.')
  expect(tooMany.text).toContain('value="9"')
  const code = await post('/cart/codes', { code: 'nope' })
  expect([code.status, code.text.includes('We do not know this code.')]).toEqual([422, true])

  const begun = await post('/checkout')
  expect(begun.to).toMatch(/^\/checkout\/[0-9a-f-]{36}$/)
  const checkout = begun.to ?? ''
  expect(begun.page.text).not.toContain('<script src="https')
  const faulty = await post(checkout, { ...ADDRESS, email: 'ada', postal_code: '1' })
  expect(faulty.status).toBe(422)
  expect(faulty.text).toContain('<a href="#f-email">')
  expect(faulty.text).toContain('value="Ada Shopper"')
  const paying = await post(checkout, ADDRESS)
  expect(paying.to).toBe(`${checkout}/payment`)

  const form = { key: hiddenIn(paying.page, 'key'), total: hiddenIn(paying.page, 'total') }
  const stale = await post(`${checkout}/place`, { ...form, total: '1', payment_method: 'test' })
  expect([stale.status, stale.text.includes('The total is')]).toEqual([422, true])
  const unchosen = await post(`${checkout}/place`, form)
  expect([unchosen.status, unchosen.text.includes('Choose how you want to pay.')]).toEqual([422, true])
  const [placed, twice] = await Promise.all([
    post(`${checkout}/place`, { ...form, payment_method: 'test' }),
    post(`${checkout}/place`, { ...form, payment_method: 'test' }),
  ])
  expect(placed.to).toMatch(/^\/orders\//)
  expect(twice.to?.split('?')[0]).toBe(placed.to?.split('?')[0])
  expect(placed.page.text).toContain('Thank you for your order')
  expect(cookies.has('cart')).toBe(false)
  expect((await get(checkout)).headers.get('location')).toMatch(/^\/orders\//)

  const tracked = await post('/track', { number: '1001', email: 'shopper@example.com' })
  expect(tracked.text).toContain('Order 1001')
  expect((await post('/track', { number: '1001', email: 'else@example.com' })).status).toBe(422)
  const { body: orders } = await store.admin('GET', '/admin/v1/orders')
  expect(orders.data).toMatchObject([{ number: 1001, payment_status: 'paid' }])
})

test('a click that comes late leads to the order that another one placed meanwhile', async () => {
  const { post } = browse(store)
  await post('/cart', { variant_id: variantId, quantity: '1' })
  const checkout = (await post('/checkout')).to ?? ''
  const { page } = await post(checkout, ADDRESS)
  const form = { key: hiddenIn(page, 'key'), total: hiddenIn(page, 'total'), payment_method: 'test' }
  const orderId = randomUUID()
  const shard = platform.shards.get(store.shard)!.owner
  const isHeld = async () =>
    (
      await shard`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    ).length > 0

  const [late] = await shard.begin(async (tx) => {
    await tx`
      update checkouts set status = 'completed', order_id = ${orderId}
      where tenant_id = ${store.id} and id = ${checkout.split('/').at(-1) ?? ''}`
    const answer = post(`${checkout}/place`, form)
    await expect.poll(isHeld).toBe(true)
    // The transaction ends before its answer is waited for.
    return [answer]
  })

  expect((await late)?.to).toBe(`/orders/${orderId}`)
})

test('the cart follows into another country, and a checkout that was begun does not', async () => {
  const prices = [
    { amount: 1_000, currency: 'USD' },
    { amount: 70_000, currency: 'INR' },
  ]
  const soap = { title: 'Soap', status: 'active', variants: [{ prices, inventory_quantity: 5 }] }
  const { body } = await store.admin('POST', '/admin/v1/products', soap)
  const { get, post } = browse(store)
  await post('/cart', { variant_id: body.variants[0].id, quantity: '2' })
  const begun = await post('/checkout')
  await post('/cart', { variant_id: variantId, quantity: '1' })
  const india = await post('/preferences', { terms: 'in.INR', return_to: '/cart' })
  expect(india.page.text).toContain('₹1,400.00')
  expect(india.page.text).toContain('Candle &lt;b&gt;')
  expect(india.page.text).toContain('Not sold in INR. Remove it, or choose another country or currency.')
  expect(india.page.text).not.toContain('$')
  expect((await get(begun.to ?? '')).text).toContain('$20.00')
  const refused = await post('/checkout')
  expect([refused.status, refused.text.includes('Not sold in INR.')]).toEqual([422, true])
  const back = await post('/preferences', { terms: 'us.USD', return_to: '/cart' })
  expect(back.page.text).toContain('$39.99')
  expect(back.page.text).not.toContain('Not sold in')
  // A link may name a market: what is put into the cart there is priced as there.
  const named = await post('/cart?market=in', { variant_id: body.variants[0].id, quantity: '1' })
  expect(named.page.text).toContain('₹2,100.00')
  expect((await get('/cart')).text).toContain('$49.99')
})

test('an account is made, found again, prefills a checkout, and is left', async () => {
  const { cookies, get, post } = browse(store)
  expect((await get('/account/addresses')).headers.get('location')).toBe(
    '/account/sign-in?return_to=%2Faccount%2Faddresses',
  )
  const short = await post('/account/register', { email: 'ada@example.com', password: 'short' })
  expect(short.text).toContain('Choose a password of at least 8 characters.')
  expect(short.text).not.toContain('value="short"')
  await post('/cart', { variant_id: variantId, quantity: '1' })
  const registered = await post('/account/register', {
    email: 'ada@example.com',
    password: 'a long passphrase',
    first_name: 'Ada',
    return_to: '//evil.example',
  })
  expect([registered.to, registered.page.text.includes('Hello Ada')]).toEqual(['/account', true])
  expect(cookies.has('cart')).toBe(true)
  await post('/account/addresses/new', { ...ADDRESS, name: 'Ada at home' })
  const begun = await post('/checkout')
  for (const text of ['value="Ada at home"', 'value="ada@example.com"', 'Signed in as ada@example.com'])
    expect(begun.page.text).toContain(text)
  expect((await post('/account/sign-out')).to).toBe('/')
  expect(cookies.has('session')).toBe(false)
  const wrong = await post('/account/sign-in', { email: 'ada@example.com', password: 'wrong' })
  expect([wrong.status, wrong.text.includes('are wrong.')]).toEqual([422, true])
  const back = await post('/account/sign-in', { email: 'ada@example.com', password: 'a long passphrase' })
  expect(back.page.text).toContain('Hello Ada')
  const changed = await post('/account/password', { current_password: 'x', password: 'another passphrase' })
  expect(changed.text).toContain('This is not your current password.')
})

test('the link of a reminder leads to the cart as it was left, and its page of the shop ends such mails', async () => {
  const email = 'left@example.com'
  const mine = browse(store)
  await mine.post('/cart', { variant_id: variantId, quantity: '1' })
  const { to } = await mine.post('/checkout')
  await mine.post(to ?? '', { ...ADDRESS, email })
  const shard = platform.shards.get(store.shard)?.owner
  if (shard === undefined) throw new Error('The store has no shard.')
  const job = shard.json({ tenant_id: store.id })
  await shard`update checkouts set updated_at = now() - interval '11 hours' where email = ${email}`
  await shard`insert into pgboss.job (name, data) values ('checkout.find_abandoned', ${job})`
  const mail = await vi.waitFor(
    async () => {
      const { body } = await store.admin('GET', '/admin/v1/messages?template=checkout_abandoned')
      expect(body.data).toHaveLength(1)
      return String(body.data[0].body)
    },
    { timeout: 10_000, interval: 100 },
  )
  const linkOf = (path: string) =>
    /https?:\/\/[^/]+(\S+)/.exec(mail.slice(mail.search(new RegExp(`https?://[^/]+${path}`))))?.[1] ?? ''
  const { get, post, cookies } = browse(store)
  expect((await get(linkOf('/checkout/recover'))).headers.get('location')).toBe(to)
  expect(cookies.has('cart')).toBe(true)
  const page = linkOf('/unsubscribe')
  expect((await get(page)).text).toContain(`<title>Unsubscribe – Store ${store.slug}</title>`)
  const unsubscribes = async () => (await store.admin('GET', '/admin/v1/mail-unsubscribes')).body.data
  expect(await unsubscribes()).toEqual([])
  const wrong = await post('/unsubscribe', { token: 'guessed' })
  expect([wrong.status, wrong.text.includes('This link is not valid.')]).toEqual([422, true])
  const token = new URLSearchParams(page.split('?')[1]).get('token') ?? ''
  expect((await post('/unsubscribe', { token })).text).toContain('no more such mails')
  expect(await unsubscribes()).toMatchObject([{ email }])
})

test('the links of mails lead to pages', async () => {
  const { get, post } = browse(store)
  await post('/account/forgot-password', { email: 'ada@example.com' })
  const linkOf = (path: string) =>
    vi.waitFor(
      async () => {
        const { body } = await store.admin('GET', '/admin/v1/messages?limit=100')
        const link = body.data
          .map((mail: { body: string }) => /https?:\/\/[^/]+(\S+token=[^\s"<]+)/.exec(mail.body)?.[1])
          .find((link: string | undefined) => link?.startsWith(path))
        expect(link).toBeDefined()
        return String(link)
      },
      { timeout: 10_000, interval: 100 },
    )
  const verify = await linkOf('/account/verify-email')
  expect((await get(verify)).status).toBe(200)
  const token = new URLSearchParams(verify.split('?')[1]).get('token') ?? ''
  expect((await post('/account/verify-email', { token })).text).toContain('is confirmed')
  const reset = await linkOf('/account/reset-password')
  expect((await get(reset)).text).toContain('Choose a new password')
  const once = {
    token: new URLSearchParams(reset.split('?')[1]).get('token') ?? '',
    password: 'a new passphrase',
  }
  expect((await post('/account/reset-password', once)).page.text).toContain('Your new password is set.')
  expect((await post('/account/reset-password', once)).text).toContain('used already')
})

test("one store's cookies count nowhere else", async () => {
  const [mine, theirs] = [browse(store), browse(other)]
  await mine.post('/cart', { variant_id: variantId, quantity: '1' })
  await mine.post('/account/sign-in', { email: 'ada@example.com', password: 'a new passphrase' })
  expect((await mine.get('/account')).text).toContain('Hello Ada')
  for (const [name, value] of mine.cookies) theirs.cookies.set(name, value)
  const foreignCart = await theirs.get('/cart')
  expect([foreignCart.status, foreignCart.text.includes('Your cart is empty.')]).toEqual([200, true])
  expect(theirs.cookies.has('cart')).toBe(false)
  expect((await theirs.get('/account')).headers.get('location')).toMatch(/^\/account\/sign-in/)
  expect(theirs.cookies.has('session')).toBe(false)
})
