// Suppliers and logistics companies: what they are asked, what they answer, and what is made of it when they misbehave.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { done, sellerOf } from '../../shared/testing/selling.ts'
import { startLogistics, type TestLogistics } from '../../shared/testing/third-party-logistics.ts'
import { newWebhookSecret } from '../../shared/webhooks/signature.ts'

const POLL = { timeout: 20_000 }
const LOCATIONS = '/admin/v1/inventory/locations'

let platform: TestPlatform
let store: TestStore
let seller: ReturnType<typeof sellerOf>
let home: string
let logistics: TestLogistics
beforeAll(async () => {
  platform = await startTestPlatform({ pollSeconds: 0.5 })
  store = await platform.signUp()
  seller = sellerOf(store)
  home = (await read(LOCATIONS)).data[0].id
  logistics = await startLogistics(newWebhookSecret())
})
afterAll(async () => {
  await logistics?.stop()
  await platform?.stop()
})

const read = (path: string) => done(store.admin('GET', path))
const serveBy = (input: object) => store.admin('PUT', `${LOCATIONS}/${home}/fulfillment-provider`, input)
const send = async (orderId: string, body: object = {}) =>
  done(store.admin('POST', `/admin/v1/orders/${orderId}/fulfillments`, body))
const fulfillment = (id: string) => read(`/admin/v1/fulfillments/${id}`)
const cancel = (id: string) => done(store.admin('POST', `/admin/v1/fulfillments/${id}/cancel`))
const statusOf = async (id: string): Promise<string> => (await fulfillment(id)).status
const orderStatus = async (id: string) => (await read(`/admin/v1/orders/${id}`)).fulfillment_status
const stockOf = async (variantId: string) => {
  const [level] = (await read(`/admin/v1/inventory/levels?variant_id=${variantId}`)).data
  return [level.on_hand, level.available]
}

async function bought(quantity = 2) {
  const { variantId } = await seller.product(1_000, { variant: { inventory_quantity: 10 } })
  const checkout = await seller.checkout(await seller.cart({ [variantId]: quantity }))
  const { order } = await done(seller.complete(checkout))
  return { variantId, order }
}

describe('a logistics company', () => {
  beforeEach(async () => {
    await done(serveBy({ kind: 'third_party', url: logistics.url, secret: logistics.secret }))
  })
  const tell = (data: object, over?: Parameters<TestLogistics['notice']>[1], times = 1) => {
    const { body, headers } = logistics.notice(data, over)
    const path = `/store/v1/fulfillment-notices/${home}`
    return Promise.all(Array.from({ length: times }, () => store.shop('POST', path, body, headers)))
  }
  const told = async (...args: Parameters<typeof tell>) => {
    for (const { status, text } of await tell(...args)) expect(status, text).toBe(200)
  }
  const asked = (id: string, type = 'fulfillment.requested') =>
    logistics.messages.filter((message) => message.type === type && message.data.fulfillment_id === id)

  test('is asked, agrees, and tells how it goes on', async () => {
    const { order, variantId } = await bought()
    const made = await send(order.id)
    expect(made).toMatchObject({ status: 'requested', provider: 'third_party' })
    expect(await stockOf(variantId)).toEqual([8, 8])
    await expect.poll(() => statusOf(made.id), POLL).toBe('pending')
    expect((await fulfillment(made.id)).reference).toBe(`ref-${made.id.slice(-6)}`)
    expect(asked(made.id)).toHaveLength(1)
    expect(asked(made.id)[0]!.data).toMatchObject({
      ...{ order_id: order.id, order_number: order.number, email: order.email, shipping_method: 'standard' },
      shipping_address: { country: 'US', postal_code: '62701' },
      line_items: [{ line_item_id: order.line_items[0].id, quantity: 2 }],
    })

    const first = new Date(Date.now() - 60_000)
    const tracking = [{ carrier: 'fedex', number: '42' }]
    // Twice at once, and then what is older.
    await told({ fulfillment_id: made.id, status: 'shipped', tracking }, {}, 2)
    await told(
      { fulfillment_id: made.id, status: 'in_transit', tracking: [{ carrier: 'UPS', number: 'old' }] },
      { happened: first },
    )
    expect(await fulfillment(made.id)).toMatchObject({
      ...{ status: 'shipped' },
      tracking: [{ carrier: 'FedEx', number: '42', url: 'https://www.fedex.com/fedextrack/?trknbr=42' }],
    })
    await told({ fulfillment_id: made.id, status: 'delivered', estimated_delivery: '2030-01-02' })
    await told({ fulfillment_id: made.id, status: 'out_for_delivery' })
    await told({ fulfillment_id: made.id, status: 'cancelled' })
    const after = await fulfillment(made.id)
    expect(after.history.map(({ status }: { status: string }) => status)).toEqual([
      'requested',
      'pending',
      'shipped',
      'delivered',
    ])
    const { data } = await read('/admin/v1/events?limit=100')
    const names = data.flatMap((event: { name: string; data: { fulfillment_id?: string } }) =>
      event.data.fulfillment_id === made.id ? [event.name] : [],
    )
    expect(names.toReversed()).toEqual([
      'fulfillment.requested',
      'fulfillment.shipped',
      'fulfillment.delivered',
    ])
  })

  test.each(['silent', 'fails', 'fails_after'] as const)(
    'that is %s is asked again, and sends it once',
    async (mood) => {
      logistics.next(mood)
      const { order } = await bought()
      const { id } = await send(order.id)
      await expect.poll(async () => (await fulfillment(id)).problem, POLL).not.toBe(null)
      expect(await statusOf(id)).toBe('requested')
      await expect.poll(() => statusOf(id), POLL).toBe('pending')
      expect(asked(id)).toHaveLength(2)
      expect(asked(id)[0]!.data).toEqual(asked(id)[1]!.data)
      expect(logistics.accepted.has(id)).toBe(true)
      expect((await fulfillment(id)).problem).toBe(null)
    },
  )

  test('that tells before it has answered is believed', async () => {
    logistics.next('silent')
    const { order } = await bought()
    const { id } = await send(order.id)
    await expect.poll(() => asked(id).length, POLL).toBe(1)
    await told({ fulfillment_id: id, status: 'shipped' })
    // Its answer comes too late, and nobody asks again.
    await expect
      .poll(
        async () =>
          (
            await platform.shards.get(store.shard)!
              .owner`select from pgboss.job where name = 'fulfillments.ask_provider' and state < 'completed'`
          ).length,
        POLL,
      )
      .toBe(0)
    expect(await statusOf(id)).toBe('shipped')
    expect(asked(id)).toHaveLength(1)
  })

  test('that refuses gives the goods back to the order', async () => {
    logistics.next('refuses')
    const { order, variantId } = await bought()
    const { id } = await send(order.id)
    await expect.poll(() => statusOf(id), POLL).toBe('cancelled')
    expect((await fulfillment(id)).problem).toBe('No such article.')
    expect([await stockOf(variantId), await orderStatus(order.id)]).toEqual([[10, 8], 'unfulfilled'])
    const again = await send(order.id)
    await expect.poll(() => statusOf(again.id), POLL).toBe('pending')
    await told({ fulfillment_id: again.id, status: 'rejected', reason: 'Broken on arrival.' })
    await told({ fulfillment_id: again.id, status: 'shipped' })
    expect(await fulfillment(again.id)).toMatchObject({ status: 'cancelled', problem: 'Broken on arrival.' })
    expect(await stockOf(variantId)).toEqual([10, 8])
  })

  test('is asked before what it has is cancelled, and may be too late', async () => {
    const { order, variantId } = await bought()
    const { id } = await send(order.id)
    await expect.poll(() => statusOf(id), POLL).toBe('pending')
    logistics.next('refuses')
    expect((await cancel(id)).status).toBe('cancelling')
    await expect.poll(() => statusOf(id), POLL).toBe('pending')
    expect((await fulfillment(id)).problem).toBe('No such article.')
    expect(await stockOf(variantId)).toEqual([8, 8])
    logistics.next('fails')
    await cancel(id)
    await expect.poll(() => statusOf(id), POLL).toBe('cancelled')
    expect(await stockOf(variantId)).toEqual([10, 8])
    expect(logistics.accepted.has(id)).toBe(false)
    expect(asked(id, 'fulfillment.cancellation_requested')).toHaveLength(3)
  })

  test('can be asked again by staff', async () => {
    await done(serveBy({ kind: 'third_party', url: 'http://127.0.0.1:9/', secret: logistics.secret }))
    const { order } = await bought()
    const { id } = await send(order.id)
    await expect.poll(async () => (await fulfillment(id)).problem, POLL).toBe('There was no answer.')
    await done(serveBy({ kind: 'third_party', url: logistics.url }))
    await done(store.admin('POST', `/admin/v1/fulfillments/${id}/ask-again`))
    await expect.poll(() => statusOf(id), POLL).toBe('pending')
    const again = await store.admin('POST', `/admin/v1/fulfillments/${id}/ask-again`)
    expect(again.body).toMatchObject({ code: 'wrong_fulfillment_status' })
  })

  test('is believed only with its signature, for its own fulfilments, and when it can be read', async () => {
    const { order } = await bought()
    const { id } = await send(order.id)
    await expect.poll(() => statusOf(id), POLL).toBe('pending')
    const shipped = { fulfillment_id: id, status: 'shipped' }
    for (const over of [
      { secret: newWebhookSecret() },
      { timestamp: new Date(Date.now() - 600_000) },
      { timestamp: new Date(Date.now() + 600_000) },
    ])
      expect((await tell(shipped, over))[0]!.body).toMatchObject({ status: 401, code: 'invalid_credentials' })
    const NONE = '0198c0de-0000-7000-8000-000000000000'
    expect((await tell({ fulfillment_id: NONE, status: 'shipped' }))[0]!.body).toMatchObject({
      status: 422,
      errors: [{ path: 'data.fulfillment_id' }],
    })
    for (const data of [
      { fulfillment_id: id, status: 'lost' },
      {},
      { ...shipped, estimated_delivery: '0000-01-01' },
    ])
      expect((await tell(data))[0]!.status).toBe(422)
    const { headers } = logistics.notice(shipped)
    const unsigned = await store.shop('POST', `/store/v1/fulfillment-notices/${home}`, shipped, {})
    expect(unsigned.status).toBe(401)
    const swapped = await store.shop('POST', `/store/v1/fulfillment-notices/${home}`, { shipped }, headers)
    expect(swapped.status).toBe(401)
    expect(await statusOf(id)).toBe('pending')
    expect(logistics.unsigned()).toBe(0)
  })
})

describe('the settings of a location', () => {
  test('show no secret but one that was just made, and keep the one that is there', async () => {
    await done(serveBy({ kind: 'manual' }))
    const made = await done(serveBy({ kind: 'third_party', url: logistics.url }))
    expect(made.secret).toMatch(/^whsec_/)
    expect(await done(serveBy({ kind: 'third_party', url: logistics.url }))).toMatchObject({ secret: null })
    const path = `${LOCATIONS}/${home}/fulfillment-provider`
    expect(await read(path)).toMatchObject({ kind: 'third_party', url: logistics.url, secret: null })
    const { owner } = platform.shards.get(store.shard)!
    const [row] = await owner`select * from fulfillment_providers where location_id = ${home}`
    expect(JSON.stringify(row)).not.toContain(made.secret)
    expect(await done(serveBy({ kind: 'manual' }))).toMatchObject({ kind: 'manual', url: null })
    const { order } = await bought()
    expect((await send(order.id)).status).toBe('shipped')
  })

  test.each([
    ['secret', { kind: 'third_party', url: 'https://logistics.example/', secret: 'short' }],
    ['url', { kind: 'third_party', url: 'ftp://logistics.example/' }],
    [
      'supplier_email',
      { kind: 'dropship', supplier_name: 'A', supplier_email: 'b', answer_url: 'https://a.example/b' },
    ],
    [
      'answer_url',
      {
        kind: 'dropship',
        supplier_name: 'A',
        supplier_email: 'a@b.example',
        answer_url: 'https://a.example/#b',
      },
    ],
    ['kind', { kind: 'pigeon' }],
  ])('a wrong %s', async (path, input) => {
    const { body } = await serveBy(input)
    expect(body).toMatchObject({ status: 422 })
    expect(body.errors[0].path).toBe(path)
  })

  test("an address in the installation's own network is refused where that is not allowed", async () => {
    const strict = await startTestPlatform({ allowPrivateTargets: false })
    try {
      const own = await strict.signUp()
      const { data } = await done(own.admin('GET', LOCATIONS))
      for (const url of [
        'http://logistics.example/',
        'https://127.0.0.1/',
        'https://[::1]/',
        'https://169.254.169.254/x',
      ]) {
        const input = { kind: 'third_party', url }
        const answer = await own.admin('PUT', `${LOCATIONS}/${data[0].id}/fulfillment-provider`, input)
        expect(answer.body).toMatchObject({ status: 422, errors: [{ path: 'url' }] })
      }
    } finally {
      await strict.stop()
    }
  })
})

describe('a supplier', () => {
  beforeEach(async () => {
    await done(
      serveBy({
        ...{ kind: 'dropship', supplier_name: 'Leaf', supplier_email: 'leaf@mail.example' },
        answer_url: 'https://shop.example/store/v1/supplier-answers',
      }),
    )
  })
  const mails = async (number: number) =>
    (await read('/admin/v1/messages?limit=100')).data.filter(
      (mail: { recipient: string; subject: string }) =>
        mail.recipient === 'leaf@mail.example' && mail.subject.endsWith(`#${number}`),
    )
  const tokenOf = async (number: number, count = 1): Promise<string> => {
    await expect.poll(async () => (await mails(number)).length, POLL).toBe(count)
    return /#(sp_sl_\w+)$/.exec((await mails(number))[0].body)![1]!
  }
  const call = (path: string, body: object) => store.shop('POST', `/store/v1/supplier-requests/${path}`, body)

  test('hears of it by mail and answers by the link in it', async () => {
    const { order } = await bought()
    const { id } = await send(order.id)
    const token = await tokenOf(order.number)
    const [mail] = await mails(order.number)
    expect(mail.body).toContain('1 Market Street')
    expect(await done(call('read', { token }))).toMatchObject({
      ...{ order_number: order.number, status: 'requested', ship_to: { city: 'Springfield' } },
      line_items: [{ quantity: 2 }],
    })
    await done(call('answer', { token, action: 'accept' }))
    expect(await statusOf(id)).toBe('pending')
    const tracking = [{ carrier: 'dpd', number: '42' }]
    await done(call('answer', { token, action: 'ship', tracking }))
    await done(call('answer', { token, action: 'ship', tracking }))
    expect(await fulfillment(id)).toMatchObject({
      status: 'shipped',
      tracking: [{ carrier: 'DPD', number: '42' }],
    })
    const late = await call('answer', { token, action: 'decline' })
    expect(late.body).toMatchObject({ status: 409, code: 'wrong_fulfillment_status' })
  })

  test('may decline, and then the goods are to be sent by somebody else', async () => {
    const { order, variantId } = await bought()
    const { id } = await send(order.id)
    const token = await tokenOf(order.number)
    await done(call('answer', { token, action: 'decline', reason: 'None left' }))
    expect(await fulfillment(id)).toMatchObject({ status: 'cancelled', problem: 'None left' })
    expect([await stockOf(variantId), await orderStatus(order.id)]).toEqual([[10, 8], 'unfulfilled'])
    expect((await call('read', { token })).body).toMatchObject({ status: 409, code: 'link_expired' })
  })

  test('is told when it is cancelled, and has no link any more', async () => {
    const { order } = await bought()
    const { id } = await send(order.id)
    const old = await tokenOf(order.number)
    await done(store.admin('POST', `/admin/v1/fulfillments/${id}/ask-again`))
    const token = await tokenOf(order.number, 2)
    expect((await call('read', { token: old })).body).toMatchObject({ code: 'link_expired' })
    await done(call('read', { token }))
    expect((await cancel(id)).status).toBe('cancelled')
    await expect.poll(async () => (await mails(order.number)).length, POLL).toBe(3)
    expect((await mails(order.number))[0].subject).toContain('do not send')
    for (const guess of [token, 'sp_sl_nothing', ''])
      expect((await call('answer', { token: guess, action: 'ship' })).body).toMatchObject({
        code: 'link_expired',
      })
  })

  test('finds a page that runs nothing but its own script', async () => {
    const page = await store.shop('GET', '/store/v1/supplier-answers')
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'; script-src 'sha256-")
    const [, script = ''] = /<script>([\s\S]*)<\/script>/.exec(page.text) ?? []
    expect(policy).toContain(createHash('sha256').update(script).digest('base64'))
    // It can be read as a script.
    expect(() => new Function(script)).not.toThrow()
  })
})
