import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'
import { done, sellerOf, US_ADDRESS, usd } from '../../shared/testing/selling.ts'

let platform: TestPlatform
let store: TestStore
let sell: ReturnType<typeof sellerOf>
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  sell = sellerOf(store)
  await sell.create('markets', {
    ...{ code: 'de', name: 'Deutschland', countries: ['DE'], currency: 'EUR', locale: 'de-DE' },
    shipping_methods: [
      { code: 'standard', name: 'Paket', rates: [{ type: 'flat', currency: 'EUR', amount: 500 }] },
    ],
  })
})
afterAll(() => platform?.stop())

const POLL = { timeout: 20_000 }
const TEMPLATE = '/admin/v1/message-templates/order_confirmation'
const mails = async (query = ''): Promise<Record<string, string>[]> =>
  (await done(store.admin('GET', `/admin/v1/messages?limit=100${query}`))).data

/** Places an order and gives it. */
async function order({ email, market, name }: { email: string; market?: string; name?: string }) {
  const { variantId } = await sell.product(1_999, {
    variant: { prices: [usd(1_999), { amount: 1_999, currency: 'EUR' }] },
  })
  const cart = await sell.cart({ [variantId]: 2 }, market === undefined ? {} : { market })
  const german = { ...US_ADDRESS, city: 'Berlin', state: '', postal_code: '10115', country: 'DE' }
  const checkout = await sell.checkout(cart, {
    email,
    shipping_address: { ...(market === undefined ? US_ADDRESS : german), ...(name && { name }) },
  })
  return (await done(sell.complete(checkout))).order
}
const mailTo = async (email: string): Promise<Record<string, string>> => {
  await expect.poll(() => mails(`&recipient=${email}`), POLL).toHaveLength(1)
  return (await mails(`&recipient=${email}`))[0]!
}

test('an order sends its shopper one confirmation, and low stock one notice to the store', async () => {
  const low = await platform.signUp()
  const { variantId } = await sellerOf(low).product(1_999, {
    variant: { inventory_quantity: 6, requires_shipping: false },
  })
  const cart = await sellerOf(low).cart({ [variantId]: 2 })
  const start = { cart_id: cart, email: 'shopper@example.com', payment_method: 'test' }
  const checkout = await done(low.shop('POST', '/store/v1/checkouts', start))
  const { order } = await done(sellerOf(low).complete(checkout.id))
  const sent = async () => (await done(low.admin('GET', '/admin/v1/messages'))).data
  await expect.poll(async () => (await sent()).length, POLL).toBe(2)
  expect(await sent()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        template: 'order_confirmation',
        recipient: 'shopper@example.com',
        subject: `Store ${low.slug}: your order #${order.number}`,
        body: expect.stringContaining('Total: $43.18'),
        html: expect.stringContaining('<td style="text-align:end">$43.18</td>'),
        status: 'stored',
        order_id: order.id,
      }),
      expect.objectContaining({
        template: 'low_stock',
        recipient: `owner@${low.slug}.example`,
        body: expect.stringContaining(`${variantId}: 4 left`),
      }),
    ]),
  )
  const { data } = await done(low.admin('GET', '/admin/v1/events?name=order.placed'))
  expect(data).toMatchObject([{ data: { order_id: order.id, total_amount: 4_318 } }])
})

test('a mail is in the language of the market, with the words of the store where it has some', async () => {
  const first = await mailTo((await order({ email: 'eins@mail.example', market: 'de' })).email)
  expect(first).toMatchObject({ language: 'de', subject: expect.stringContaining('Ihre Bestellung Nr.') })
  const own = {
    subject: 'Servus {{ order.recipient }}',
    text_body: 'Gesamt {{ order.total | money }}',
    html_body: '<p>{{ order.recipient }}</p>',
  }
  const saved = await done(store.admin('PUT', `${TEMPLATE}/de`, own))
  expect(saved).toMatchObject({ ...own, is_default: false, enabled: true })
  const name = '<img src=x onerror=alert(1)>'
  const second = await mailTo((await order({ email: 'zwei@mail.example', market: 'de', name })).email)
  expect(second).toMatchObject({ language: 'de', subject: `Servus ${name}`, template_error: null })
  expect(second.body).toMatch(/^Gesamt \d+,\d\d\s€$/)
  expect(second.html).toBe('<p>&lt;img src=x onerror=alert(1)&gt;</p>')
  expect(await mailTo((await order({ email: 'one@mail.example' })).email)).toMatchObject({ language: 'en' })
  expect(await done(store.admin('DELETE', `${TEMPLATE}/de`))).toMatchObject({ deleted: true })
  expect(await done(store.admin('GET', `${TEMPLATE}/de`))).toMatchObject({
    is_default: true,
    updated_at: null,
  })
})

test('a template that cannot be followed when it matters gives way to the default, and says so', async () => {
  const fragile = {
    subject: 'S',
    text_body: '{% if order.number > 1001 %}{{ order.line_items[0].nothing }}{% endif %}.',
    html_body: '<p></p>',
  }
  await done(store.admin('PUT', `${TEMPLATE}/en`, fragile))
  const mail = await mailTo((await order({ email: 'fragile@mail.example' })).email)
  await done(store.admin('DELETE', `${TEMPLATE}/en`))
  expect(mail.template_error).toMatch(
    /^text_body: undefined variable: order.line_items.0.nothing \(line 1, column \d+\)$/,
  )
  expect(mail.body).toContain('Thank you for your order')
})

test('a wrong template is refused with line and column, and nothing is changed', async () => {
  const wrong = { subject: 'S', text_body: 'a\n{{ nobody }}', html_body: '{% if %}' }
  const answer = await store.admin('PUT', `${TEMPLATE}/en`, wrong)
  expectProblem(answer, 'invalid_input')
  expect(answer.body.errors).toMatchObject([
    { path: 'text_body', message: 'line 2, column 4: undefined variable: nobody' },
    { path: 'html_body', message: expect.stringMatching(/^line 1, column \d+: /) },
  ])
  expect(await done(store.admin('GET', `${TEMPLATE}/en`))).toMatchObject({ is_default: true })
  expectProblem(await store.admin('GET', `${TEMPLATE}/xx`), 'not_found')
  expectProblem(await store.admin('GET', '/admin/v1/message-templates/unknown/en'), 'invalid_input')
  expectProblem(await store.admin('GET', `${TEMPLATE}/not_a_tag`), 'invalid_input')
})

test('templates are listed with the languages that there are, and shown with what they may use', async () => {
  await done(
    store.admin('PUT', '/admin/v1/message-templates/invitation/pt-BR', {
      subject: 'Olá',
      text_body: '{{ account.link }}',
      html_body: '<p>{{ account.link }}</p>',
    }),
  )
  const { data } = await done(store.admin('GET', '/admin/v1/message-templates'))
  expect(data).toHaveLength(30)
  expect(data).toContainEqual({
    ...{ name: 'invitation', to: 'customer', marketing: false, enabled: true },
    ...{ languages: ['de', 'en', 'es', 'fr', 'pt-BR'], own_languages: ['pt-BR'] },
  })
  const { variables } = await done(store.admin('GET', `${TEMPLATE}/en`))
  expect(variables.properties.order.properties.line_items).toMatchObject({ type: 'array' })
  expect(Object.keys(variables.properties)).toEqual(['store', 'locale', 'order'])
})

test('staff see a mail before they save it, with invented data or those of an order, and have one mailed', async () => {
  const placed = await order({ email: 'preview@mail.example', name: 'Grace <b>Hopper' })
  const draft = { html_body: '<p>{{ order.recipient }} {{ order.total | money }}</p>' }
  const preview = (body: object) => store.admin('POST', `${TEMPLATE}/en/preview`, body)
  expect(await done(preview(draft))).toMatchObject({ html: '<p>A Shopper $44.00</p>' })
  const shown = await done(preview({ ...draft, order_id: placed.id }))
  expect(shown.html).toMatch(/^<p>Grace &lt;b&gt;Hopper \$\d+\.\d\d<\/p>$/)
  expectProblem(await preview({ subject: '{{ x }}' }), 'invalid_input')
  expectProblem(await preview({ order_id: '019a0000-0000-7000-8000-000000000000' }), 'not_found')
  const sent = await done(store.admin('POST', `${TEMPLATE}/fr/test`, {}))
  expect(sent.recipient).toBe(`owner@${store.slug}.example`)
  expect(await done(store.admin('GET', `/admin/v1/messages/${sent.message_id}`))).toMatchObject({
    ...{ language: 'fr', template: 'order_confirmation', recipient: sent.recipient },
  })
})

test('a mail that is switched off is not sent until it is on again', async () => {
  await done(store.admin('PATCH', '/admin/v1/message-templates/order_confirmation', { enabled: false }))
  const { id } = await order({ email: 'off@mail.example' })
  await done(store.admin('POST', `/admin/v1/orders/${id}/cancel`, { reason: 'other' }))
  expect(await mailTo('off@mail.example')).toMatchObject({ template: 'order_cancelled' })
  await done(store.admin('PATCH', '/admin/v1/message-templates/order_confirmation', { enabled: true }))
  const again = await order({ email: 'on@mail.example' })
  expect(await mailTo(again.email)).toMatchObject({ template: 'order_confirmation' })
  expect(await mails(`&order_id=${again.id}&status=stored&template=order_confirmation`)).toHaveLength(1)
})

test('mails to staff are in the language that the store chose', async () => {
  await done(store.admin('PATCH', '/admin/v1/store', { mail_language: 'es' }))
  await done(
    store.admin('POST', '/admin/v1/customers', { email: 'cliente@mail.example', send_invitation: true }),
  )
  expect(await mailTo('cliente@mail.example')).toMatchObject({ language: 'es' })
  await done(store.admin('PATCH', '/admin/v1/store', { mail_language: null }))
  expectProblem(await store.admin('PATCH', '/admin/v1/store', { mail_language: 'spanish' }), 'invalid_input')
})

test('without a mail server nothing can be sent again', async () => {
  const [mail] = await mails()
  expectProblem(await store.admin('POST', `/admin/v1/messages/${mail?.id}/resend`), 'message_not_sendable')
})
