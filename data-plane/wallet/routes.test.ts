import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
afterAll(() => platform?.stop())

const CARDS = '/admin/v1/gift-cards'
const CREDIT = '/admin/v1/store-credit-accounts'
const issue = async (over: object = {}) => {
  const answer = await store.admin('POST', CARDS, { amount: 5_000, currency: 'USD', ...over })
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
const balance = (code: string, as = store) => as.shop('POST', '/store/v1/gift-cards/balance', { code })

test('a card is shown with its code once, and stored without it', async () => {
  const { code, ...card } = await issue({ customer_email: 'Shopper@Mail.example', note: 'Birthday' })
  expect(card).toMatchObject({
    last4: code.slice(-4),
    balance: { amount: 5_000, currency: 'USD' },
    customer_email: 'shopper@mail.example',
    active: true,
    expires_at: null,
  })
  const read = await store.admin('GET', `${CARDS}/${card.id}`)
  expect(read.body).toEqual(card)
  const rows = await platform.shards.get(store.shard)!.owner`
    select to_jsonb(g) as row from gift_cards g where id = ${card.id}`
  const stored = JSON.stringify(rows)
  expect(stored).toContain(card.last4)
  for (const form of [code, code.replaceAll('-', '')]) expect(stored).not.toContain(form)
})

test('many cards are issued at once, each with a code of its own', async () => {
  const batch = { count: 50, amount: 1_000, currency: 'EUR', expires_at: '2099-01-01T00:00:00Z' }
  const { status, body } = await store.admin('POST', `${CARDS}/batch`, batch)
  expect(status).toBe(201)
  expect(new Set(body.data.map(({ code }: { code: string }) => code)).size).toBe(50)
  const last = body.data[49]
  const listed = (await store.admin('GET', `${CARDS}?last4=${last.last4.toLowerCase()}`)).body.data
  expect(listed.map(({ id }: { id: string }) => id)).toContain(last.id)
  expect((await balance(last.code)).body).toEqual({
    last4: last.last4,
    balance: { amount: 1_000, currency: 'EUR' },
    status: 'usable',
    expires_at: '2099-01-01T00:00:00.000Z',
  })
})

test('a code of no card, of another store and of no form at all are answered alike', async () => {
  const { code } = await issue()
  const other = await platform.signUp()
  const answers = [
    await balance('nonsense'),
    await balance(code, other),
    await balance('0000-0000-0000-0000'),
  ]
  for (const { status, body } of answers) {
    expect(status).toBe(404)
    expect({ ...body, request_id: '' }).toEqual({ ...answers[0]?.body, request_id: '' })
  }
})

test('a card is deactivated, activated again, and changed in what is mentioned', async () => {
  const { id, code } = await issue({ note: 'First' })
  const path = `${CARDS}/${id}`
  expect((await store.admin('POST', `${path}/deactivate`)).body.active).toBe(false)
  expect((await balance(code)).body.status).toBe('deactivated')
  expect((await store.admin('POST', `${path}/activate`)).body.active).toBe(true)
  await store.admin('PATCH', path, { expires_at: '2020-01-01T00:00:00Z' })
  expect((await balance(code)).body.status).toBe('expired')
  const { body } = await store.admin('PATCH', path, { expires_at: null, customer_email: 'b@mail.example' })
  expect(body).toMatchObject({
    expires_at: null,
    customer_email: 'b@mail.example',
    note: 'First',
    active: true,
  })
  expect((await store.admin('GET', `${CARDS}?customer_email=B@mail.example`)).body.data).toEqual([body])
  expect((await store.admin('PATCH', path, { note: 'Second' })).body.customer_email).toBe('b@mail.example')
})

test.each([
  ['no amount', { amount: 0 }, 'amount'],
  ['too large an amount', { amount: 10_000_000_000 }, 'amount'],
  ['an unknown currency', { currency: 'XXZ' }, 'currency'],
  ['no e-mail address', { customer_email: 'somebody' }, 'customer_email'],
  ['no time', { expires_at: 'tomorrow' }, 'expires_at'],
])('a card with %s is refused', async (_name, over, path) => {
  const answer = await store.admin('POST', CARDS, { amount: 1, currency: 'USD', ...over })
  expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_input', errors: [{ path }] } })
})

test.each([
  ['a gift card', async () => `${CARDS}/${(await issue()).id}`],
  [
    'store credit',
    async () => {
      const given = { customer_email: 'c@mail.example', amount: 5_000, currency: 'USD', note: 'Sorry' }
      return `${CREDIT}/${(await store.admin('POST', CREDIT, given)).body.id}`
    },
  ],
])(
  '%s is put on and taken from with a reason, never below zero, and its book tells of it',
  async (_name, open) => {
    const path = await open()
    const adjust = (amount: number) =>
      store.admin('POST', `${path}/transactions`, { amount, note: 'Correction' })
    expect((await adjust(500)).body.balance.amount).toBe(5_500)
    expect((await adjust(-5_400)).body.balance.amount).toBe(100)
    expect(await adjust(-101)).toMatchObject({
      status: 409,
      body: { code: 'insufficient_balance', errors: [{ path: 'amount' }] },
    })
    expect(await adjust(9_999_999_999)).toMatchObject({ status: 422, body: { errors: [{ path: 'amount' }] } })
    const { body } = await store.admin('GET', `${path}/transactions?limit=2`)
    expect(body.data).toMatchObject([
      { kind: 'adjustment', amount: -5_400, note: 'Correction' },
      { kind: 'adjustment', amount: 500 },
    ])
    const rest = await store.admin('GET', `${path}/transactions?cursor=${body.next_cursor}`)
    expect(rest.body).toMatchObject({ data: [{ amount: 5_000 }], next_cursor: null })
    expect((await store.admin('GET', path)).body.balance.amount).toBe(100)
  },
)

test('store credit adds up by customer and currency', async () => {
  const give = (currency: string) =>
    store.admin('POST', CREDIT, { customer_email: 'Dee@mail.example', amount: 250, currency, note: 'Delay' })
  await give('USD')
  await give('EUR')
  expect((await give('USD')).body.balance).toEqual({ amount: 500, currency: 'USD' })
  const { data } = (await store.admin('GET', `${CREDIT}?customer_email=dee@mail.example`)).body
  expect(data.map((account: { balance: object }) => account.balance)).toEqual([
    { amount: 250, currency: 'EUR' },
    { amount: 500, currency: 'USD' },
  ])
})
