import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startStripe, type TestStripe } from '../../../../shared/testing/stripe.ts'
import type { Account, Notice } from '../provider.ts'
import { stripe } from '../stripe.ts'

let double: TestStripe
let account: Account

beforeAll(async () => {
  double = await startStripe()
  account = { url: double.url, timeoutMs: 5_000, live: false, ...double.account }
})
afterAll(() => double.stop())

async function refunded() {
  const charge = {
    ...{ paymentId: uuidv7(), reference: null, amount: 4_200, currency: 'USD', data: {} },
    ...{ email: null, description: 'Corner shop', returnUrl: null, webhookUrl: '' },
    ...{ save: false, saved: null, offSession: false },
  }
  const { reference } = await stripe.create(account, charge)
  double.pay(reference)
  const payment = { ...charge, reference }
  await stripe.capture(account, payment, { amount: 4_200, key: 'c' })
  await stripe.refund(account, payment, { amount: 100, key: charge.paymentId })
  return payment
}

describe('a webhook', () => {
  test('tells of each step of a payment', async () => {
    const from = double.webhooks.events.length
    const { paymentId, reference } = await refunded()
    const notices = await Promise.all(
      double.webhooks.events
        .slice(from)
        .map((event) => stripe.verifyWebhook(account, double.webhooks.signed(event))),
    )
    expect(notices.map(({ type }) => type)).toEqual([
      'payment_intent.created',
      'payment_intent.amount_capturable_updated',
      'payment_intent.succeeded',
      'refund.created',
    ])
    for (const notice of notices) expect(notice).toMatchObject({ reference, paymentId })
    expect(new Set(notices.map(({ id }) => id)).size).toBe(4)
  })

  test('is refused unless it is signed, young and unchanged', async () => {
    await refunded()
    const event = double.webhooks.events.at(-1)
    if (event === undefined) throw new Error('Nothing was told.')
    const { signed } = double.webhooks
    const now = Math.floor(Date.now() / 1000)
    await expect(stripe.verifyWebhook(account, signed(event, { at: now - 290 }))).resolves.toBeDefined()
    const good = signed(event)
    const refused = [
      signed(event, { at: now - 310 }),
      signed(event, { secret: 'whsec_other' }),
      { ...good, text: good.text.replace('100', '1') },
      { ...good, headers: {} },
      signed(event, { body: 'not JSON' }),
      signed(event, { body: '[]' }),
      signed(event, { body: '{"object":"event"}' }),
    ]
    for (const request of refused)
      await expect(stripe.verifyWebhook(account, request)).rejects.toMatchObject({
        name: 'ProviderError',
        outcome: 'refused',
      })
    const { secret_key } = account.secrets
    const unset = { ...account, secrets: { secret_key: secret_key ?? '' } }
    await expect(stripe.verifyWebhook(unset, signed(event, { secret: '' }))).rejects.toMatchObject({
      outcome: 'refused',
    })
  })

  test('is delivered when it happens, and once more, as the same', async () => {
    const notices: Notice[] = []
    const server = createServer(async (request, response) => {
      const headers = request.headers as Record<string, string>
      notices.push(await stripe.verifyWebhook(account, { text: await text(request), headers }))
      response.end()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`
    double.webhooks.to(url)
    const { paymentId } = await refunded()
    await double.webhooks.settled()
    double.webhooks.to(undefined)
    expect(notices.map(({ type }) => type).toSorted()).toEqual([
      'payment_intent.amount_capturable_updated',
      'payment_intent.created',
      'payment_intent.succeeded',
      'refund.created',
    ])
    for (const notice of notices) expect(notice).toMatchObject({ paymentId })
    const last = double.webhooks.events.at(-1)!
    expect((await double.webhooks.send(last, url)).status).toBe(200)
    expect(notices.at(-1)).toEqual(notices.find(({ id }) => id === last.id))
    server.closeAllConnections()
    server.close()
  })
})
