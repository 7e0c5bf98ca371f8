// Checkouts that are paid at payment providers: their scripts and pages are stood in for, the shop and its policy are real.
import type { BrowserContextOptions, Page, Route } from 'playwright-core'
import { expect } from 'vitest'
import { sellerOf } from '../../shared/testing/selling.ts'
import { violationsOf } from './axe.ts'
import { type Site, test as siteTest, type Visit } from './site.ts'

const EMAIL = 'gaurav.kumar@shopper.example'
const IN_ADDRESS = {
  name: 'Gaurav Kumar',
  line1: '12 MG Road',
  city: 'Bengaluru',
  state: 'KA',
  postal_code: '560001',
  country: 'IN',
}
const PAYTM = 'https://securegw-stage.paytm.in'

/** Takes dollars by Stripe and PayPal, and rupees by Razorpay and Paytm. */
const test = siteTest.extend('store', { scope: 'file' }, async ({ site }) => {
  const store = await site.platform.signUp()
  const sell = sellerOf(store)
  for (const [provider, { account }] of Object.entries(site.providers)) {
    const name = `By ${provider}`
    const api_url = site.shopUrl(store.slug)
    await sell.create('payment-gateways', { provider, name, live: false, api_url, ...account })
  }
  const prices = [
    { amount: 2_000, currency: 'USD' },
    { amount: 90_000, currency: 'INR' },
  ]
  const { variantId } = await sell.product(2_000, { variant: { prices } })
  return { ...store, ...sell, variantId }
})
type Store = { slug: string; cart: ReturnType<typeof sellerOf>['cart'] } & Pick<
  ReturnType<typeof sellerOf>,
  'checkout'
> & {
    variantId: string
  }

/** A checkout at the step of the payment, with the provider chosen there. */
async function pay(
  { site, store, visit }: { site: Site; store: Store; visit: Visit },
  provider: string,
  prepare: (page: Page) => Promise<unknown>,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const isIndian = ['razorpay', 'paytm'].includes(provider)
  const cart = await store.cart({ [store.variantId]: 1 }, { market: isIndian ? 'in' : 'us' })
  const over = isIndian ? { shipping_address: IN_ADDRESS } : {}
  const id = await store.checkout(cart, { email: EMAIL, payment_method: provider, ...over })
  const page = await visit('about:blank', options)
  await prepare(page)
  await page.goto(`${site.shopUrl(store.slug)}/checkout/${id}/payment`)
  await page.getByRole('radio', { name: `By ${provider}` }).check()
  await page.getByRole('button', { name: /^Place order/ }).click()
  return page
}

const isThanked = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { level: 1, name: 'Thank you for your order' }).waitFor()
  await page.getByText('Paid · Being prepared').waitFor()
}
const html = (body: string) => ({
  contentType: 'text/html',
  body: `<!doctype html><title>Elsewhere</title>${body}`,
})
const script = (body: string) => ({ contentType: 'text/javascript', body })
const cors = { 'access-control-allow-origin': '*' }

/** As much of Stripe.js as the shop uses. It loads what Stripe's own does: frames, a further script, and its API. */
const STRIPE_JS = `window.Stripe = (key) => ({
  elements: ({ clientSecret }) => ({
    clientSecret,
    create: () => ({
      mount(place) {
        for (const address of ['https://js.stripe.com/v3/elements.html', 'https://b.js.stripe.com/v3/controller.html', 'https://hooks.stripe.com/3ds']) {
          const frame = document.createElement('iframe')
          frame.src = address
          frame.title = 'Card'
          frame.style.height = '40px'
          place.append(frame)
        }
        const more = document.createElement('script')
        more.src = 'https://a.js.stripe.com/v3/shared.js'
        more.onload = () => fetch('https://api.stripe.com/v1/elements/sessions?key=' + key).then(() => this.ready())
        document.head.append(more)
      },
      on(event, listener) { if (event === 'ready') this.ready = listener },
    }),
  }),
  confirmPayment: async ({ elements, confirmParams }) => {
    const refusal = await window.confirmAtStripe(elements.clientSecret)
    if (refusal) return { error: { message: refusal } }
    location.href = confirmParams.return_url
    return {}
  },
})`

test('by Stripe: what the bank refuses can be tried again', async ({ site, store, visit }) => {
  const { stripe } = site.providers
  let attempts = 0
  const page = await pay({ site, store, visit }, 'stripe', async (page) => {
    await page.exposeFunction('confirmAtStripe', (clientSecret: string) => {
      attempts += 1
      if (attempts === 1) return 'Your card was declined.'
      stripe.pay(clientSecret.split('_secret_')[0] ?? '')
      return undefined
    })
    await page.route(/^https:\/\/[\w.]+\.stripe\.com\//, (route) => route.fulfill(atStripe(route)))
  })
  await page.getByRole('heading', { level: 1, name: 'Pay with By stripe' }).waitFor()
  expect(await violationsOf(page)).toEqual([])
  await page.getByRole('button', { name: /^Pay \$/ }).click()
  await page.getByText('Your card was declined.').waitFor()
  await page.getByRole('button', { name: /^Pay \$/ }).click()
  await isThanked(page)
})

function atStripe(route: Route) {
  const { host, pathname } = new URL(route.request().url())
  if (host === 'api.stripe.com') return { headers: cors, json: {} }
  if (pathname === '/v3/') return script(STRIPE_JS)
  return pathname.endsWith('.js') ? script('') : html('')
}

test('by PayPal: the shopper is led to its page and back', async ({ site, store, visit }) => {
  const { paypal } = site.providers
  const page = await pay({ site, store, visit }, 'paypal', (page) =>
    page.route(`${paypal.url}/**`, (route) => {
      const token = new URL(route.request().url()).searchParams.get('token') ?? ''
      return route.fulfill({ status: 302, headers: { location: paypal.pay(token) } })
    }),
  )
  await isThanked(page)
})

test('by Razorpay: its window opens over the page', async ({ site, store, visit }) => {
  const { razorpay } = site.providers
  const page = await pay({ site, store, visit }, 'razorpay', async (page) => {
    await page.exposeFunction('payAtRazorpay', (orderId: string) => razorpay.pay(orderId))
    await page.route(/^https:\/\/[\w.]+\.razorpay\.com\//, (route) => route.fulfill(atRazorpay(route)))
  })
  await page.getByRole('heading', { level: 1, name: 'Pay with By razorpay' }).waitFor()
  await page.getByRole('button', { name: /^Pay ₹/ }).click()
  await isThanked(page)
})

const RAZORPAY_JS = `window.Razorpay = class {
  constructor(options) { this.options = options }
  on() {}
  open() {
    const frame = document.createElement('iframe')
    frame.src = 'https://api.razorpay.com/v1/checkout/public'
    frame.title = 'Razorpay'
    frame.style.position = 'fixed'
    document.body.append(frame)
    const risks = document.createElement('script')
    risks.src = 'https://cdn.razorpay.com/static/risks.js'
    risks.onload = () => fetch('https://lumberjack.razorpay.com/v1/track', { method: 'POST' })
      .then(() => window.payAtRazorpay(this.options.order_id)).then(this.options.handler)
    document.head.append(risks)
  }
}`

function atRazorpay(route: Route) {
  const { host, pathname } = new URL(route.request().url())
  if (host === 'lumberjack.razorpay.com') return { headers: cors, json: {} }
  if (pathname === '/v1/checkout.js') return script(RAZORPAY_JS)
  return pathname.endsWith('.js') ? script('') : html('')
}

test('by Paytm, without scripts: a form leads there, and a form leads back', async ({
  site,
  store,
  visit,
}) => {
  const { paytm } = site.providers
  let paymentId = ''
  const prepare = async (page: Page) => {
    // The Paytm of the tests stands elsewhere than Paytm, which the policy of the page names.
    await page.route('**/checkout/*/pay/*', async (route) => {
      const { host, pathname } = new URL(route.request().url())
      paymentId = pathname.split('/').at(-1) ?? ''
      const headers = { accept: 'text/html' }
      const { text, ...answer } = await site.platform.call('GET', pathname, { host, headers })
      const body = text.replaceAll(paytm.url, PAYTM)
      await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body })
    })
    await page.route(`${PAYTM}/**`, async (route) => {
      const form = new URLSearchParams(route.request().postData() ?? '')
      const fields = await paytm.pay(form.get('orderId') ?? '')
      const inputs = Object.entries(fields).map(([name, value]) => `<input name="${name}" value="${value}">`)
      const callback = `${site.shopUrl(store.slug)}/store/v1/payment-returns/${paymentId}`
      const body = `<form method="post" action="${callback}">${inputs.join('')}<button>Done</button></form>`
      await route.fulfill(html(body))
    })
  }
  const page = await pay({ site, store, visit }, 'paytm', prepare, { javaScriptEnabled: false })
  // What a redirect leads to is not given to routes.
  await page.getByRole('button', { name: 'Continue to By paytm' }).waitFor()
  await page.goto(page.url())
  await page.getByRole('button', { name: 'Continue to By paytm' }).click()
  await page.getByRole('button', { name: 'Done' }).click()
  await isThanked(page)
})

test('who comes back without having paid can choose another way', async ({ site, store, visit }) => {
  const { paypal } = site.providers
  const page = await pay({ site, store, visit }, 'paypal', (page) =>
    page.route(`${paypal.url}/**`, (route) => {
      const token = new URL(route.request().url()).searchParams.get('token') ?? ''
      return route.fulfill({ status: 302, headers: { location: paypal.pay(token, 'abandon') } })
    }),
  )
  await page.getByText('The payment was not finished. Nothing was charged.').waitFor()
  await page.getByRole('radio', { name: /^Test payment/ }).check()
  await page.getByRole('button', { name: /^Place order/ }).click()
  await isThanked(page)
})
