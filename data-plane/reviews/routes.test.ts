import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { expectProblem } from '../../shared/testing/problem.ts'

let platform: TestPlatform
let store: TestStore
let product: { id: string; handle: string; variants: { id: string }[] }
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
})
beforeEach(async () => {
  product = await productOf(store)
})
afterAll(() => platform?.stop())

async function productOf(of: TestStore, over: object = {}) {
  const variants = [{ prices: [{ amount: 1_000, currency: 'USD' }], inventory_quantity: 9 }]
  const { status, body } = await of.admin('POST', '/admin/v1/products', {
    title: 'Shirt',
    status: 'active',
    variants,
    ...over,
  })
  expect(status).toBe(201)
  return body
}

let authors = 0
const textOf = (over: object = {}) => {
  authors += 1
  return {
    rating: 5,
    body: 'It is good.',
    author_name: 'Asha',
    email: `author-${authors}@mail.example`,
    ...over,
  }
}
const pathOf = (id = product.id) => `/store/v1/products/${id}/reviews`
const post = (over: object = {}, id = product.id) => store.shop('POST', pathOf(id), textOf(over))
async function submit(over: object = {}, id = product.id) {
  const answer = await post(over, id)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
const moderate = (review_ids: string[], status: string) =>
  store.admin('POST', '/admin/v1/review-moderations', { review_ids, status })
async function approved(over: object = {}, id = product.id) {
  const review = await submit(over, id)
  expect((await moderate([review.id], 'approved')).status).toBe(200)
  return review
}
const list = async (query = '', id = product.id) => (await store.shop('GET', `${pathOf(id)}${query}`)).body
const idsIn = ({ data }: { data: { id: string }[] }) => data.map(({ id }) => id)
const ratingOf = async (id = product.id) => (await store.shop('GET', `/store/v1/products/${id}`)).body.rating
const settle = (auto_approve: string) => store.admin('PUT', '/admin/v1/review-settings', { auto_approve })

/** An order of the product by `email`. Gives its id. */
async function buy(email: string, variantId = product.variants[0]?.id): Promise<string> {
  const cart = (await store.shop('POST', '/store/v1/carts', {})).body
  await store.shop('POST', `/store/v1/carts/${cart.id}/line-items`, { variant_id: variantId, quantity: 1 })
  const checkout = (await store.shop('POST', '/store/v1/checkouts', { cart_id: cart.id })).body
  await store.shop('PATCH', `/store/v1/checkouts/${checkout.id}`, {
    email,
    shipping_address: { name: 'A', line1: 'B', city: 'C', state: 'CA', postal_code: '94105', country: 'US' },
    shipping_method: 'standard',
    payment_method: 'test',
  })
  const { status, text, body } = await store.shop('POST', `/store/v1/checkouts/${checkout.id}/complete`)
  expect(status, text).toBe(201)
  return body.order.id
}

test('a review waits until staff approve it, then shoppers read it with the rating', async () => {
  expect(await list()).toMatchObject({ data: [], rating: { average: null, count: 0 } })
  const review = await submit({ rating: 4, title: 'Good', email: 'Asha@Mail.Example' })
  expect(review).toMatchObject({ status: 'pending', verified: false, helpful_count: 0, reply: null })
  expect(review).not.toHaveProperty('author_email')
  expect(await list()).toMatchObject({ data: [] })
  expect(await ratingOf()).toEqual({ average: null, count: 0 })

  const { body } = await store.admin('PATCH', `/admin/v1/reviews/${review.id}`, { status: 'approved' })
  expect(body).toMatchObject({
    status: 'approved',
    author_email: 'asha@mail.example',
    product_id: product.id,
  })
  const { status: _, ...shown } = review
  expect(await list()).toEqual({
    data: [shown],
    next_cursor: null,
    rating: { average: 400, count: 1, histogram: { '1': 0, '2': 0, '3': 0, '4': 1, '5': 0 } },
  })
  expect(await ratingOf()).toEqual({ average: 400, count: 1 })
  const { data } = (await store.admin('GET', '/admin/v1/events?name=review.approved&limit=1')).body
  expect(data).toMatchObject([
    { data: { review_id: review.id, product_id: product.id, handle: product.handle } },
  ])
})

test('the rating follows every decision, in the list of products too', async () => {
  const reviews: { id: string }[] = []
  for (const rating of [1, 4, 5]) reviews.push(await approved({ rating }))
  const [worst, , best] = reviews.map(({ id }) => id) as [string, string, string]
  // 10 / 3
  expect(await ratingOf()).toEqual({ average: 333, count: 3 })
  expect((await store.shop('GET', '/store/v1/products?limit=1')).body.data[0].rating).toEqual({
    average: 333,
    count: 3,
  })
  await moderate([worst], 'rejected')
  expect(await ratingOf()).toEqual({ average: 450, count: 2 })
  await moderate([worst, best], 'rejected')
  expect(await ratingOf()).toEqual({ average: 400, count: 1 })
  await moderate([worst, best], 'approved')
  expect((await store.admin('DELETE', `/admin/v1/reviews/${best}`)).body).toEqual({ id: best, deleted: true })
  expect(await list()).toMatchObject({
    rating: { average: 250, count: 2, histogram: { '1': 1, '2': 0, '3': 0, '4': 1, '5': 0 } },
  })
  expectProblem(await store.admin('GET', `/admin/v1/reviews/${best}`), 'not_found')
})

test('decisions made at once are all counted', async () => {
  const ids: string[] = []
  for (let i = 0; i < 12; i += 1) ids.push((await submit({ rating: (i % 5) + 1 })).id)
  await Promise.all(ids.map((id) => moderate([id], 'approved')))
  await Promise.all([moderate(ids, 'approved'), moderate(ids.toReversed(), 'approved')])
  expect((await list()).rating).toMatchObject({
    count: 12,
    histogram: { '1': 3, '2': 3, '3': 2, '4': 2, '5': 2 },
  })
})

test('one address reviews a product once; other products and stores as well', async () => {
  await submit({ email: 'once@mail.example' })
  expectProblem(await post({ email: 'ONCE@mail.example' }), 'review_exists', [])
  await submit({ email: 'once@mail.example' }, (await productOf(store)).id)
  const other = await platform.signUp()
  const { id } = await productOf(other)
  expect((await other.shop('POST', pathOf(id), textOf({ email: 'once@mail.example' }))).status).toBe(201)
})

describe('a verified review', () => {
  test('names an order of its author with the product', async () => {
    const order_id = await buy('Buyer@mail.example')
    const review = await submit({ email: 'buyer@mail.example', order_id })
    expect(review).toMatchObject({ verified: true, status: 'pending' })
    expect((await store.admin('GET', `/admin/v1/reviews/${review.id}`)).body).toMatchObject({
      order_id,
      verified: true,
    })
  })

  test('is none with an order of somebody else, of another product, that was cancelled, or that is none', async () => {
    const email = 'other-buyer@mail.example'
    const orderId = await buy(email)
    const other = await productOf(store)
    const ofOther = await buy(email, other.variants[0].id)
    const cancelled = await buy(email)
    await store.admin('POST', `/admin/v1/orders/${cancelled}/cancel`, { reason: 'customer' })
    for (const wrong of [
      { email: 'thief@mail.example', order_id: orderId },
      { email, order_id: ofOther },
      { email, order_id: cancelled },
      { email, order_id: crypto.randomUUID() },
    ])
      expectProblem(await post(wrong), 'invalid_input', ['order_id'])
    expect((await store.admin('GET', `/admin/v1/reviews?product_id=${product.id}`)).body.data).toEqual([])
  })

  test('is shown at once where the store wants that, unless it looks like spam', async () => {
    await settle('verified')
    expect((await store.admin('GET', '/admin/v1/review-settings')).body).toEqual({ auto_approve: 'verified' })
    const of = async (email: string, body = 'Good.') => submit({ email, body, order_id: await buy(email) })
    expect(await of('a@mail.example')).toMatchObject({ status: 'approved' })
    expect(await of('b@mail.example', 'Buy at www.other.example')).toMatchObject({ status: 'pending' })
    expect(await submit()).toMatchObject({ status: 'pending' })
    expect(await ratingOf()).toEqual({ average: 500, count: 1 })
    await settle('none')
    expect(await of('c@mail.example')).toMatchObject({ status: 'pending' })
  })
})

test('shoppers read reviews in four orders, page by page', async () => {
  const ids: string[] = []
  for (const rating of [3, 5, 1, 5, 4]) ids.push((await approved({ rating })).id)
  const [three, five, one, lateFive, four] = ids as [string, string, string, string, string]
  const vote = (id: string, voter: number) =>
    store.shop('PUT', `/store/v1/reviews/${id}/vote`, {
      shopper_token: `voter number ${voter} of all`,
      helpful: true,
    })
  for (const voter of [1, 2]) await vote(one, voter)
  await vote(three, 1)
  for (const [sort, due] of [
    ['newest', [four, lateFive, one, five, three]],
    ['helpful', [one, three, four, lateFive, five]],
    ['highest', [lateFive, five, four, three, one]],
    ['lowest', [one, three, four, five, lateFive]],
  ] as const) {
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await list(`?sort=${sort}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
      seen.push(...idsIn(page))
      cursor = page.next_cursor
    }
    expect(seen, sort).toEqual(due)
  }
  expect(idsIn(await list())).toEqual([four, lateFive, one, five, three])
  const { next_cursor } = await list('?sort=helpful&limit=1')
  for (const query of [
    `?cursor=${next_cursor}`,
    '?cursor=abc',
    `?sort=lowest&cursor=${Buffer.from('lowest 1 x').toString('base64url')}`,
  ])
    expectProblem(await store.shop('GET', `${pathOf()}${query}`), 'invalid_input', ['cursor'])
  expectProblem(await store.shop('GET', `${pathOf()}?sort=best`), 'invalid_input', ['sort'])
})

test('a shopper has one vote, and may take it back', async () => {
  const { id } = await approved()
  const vote = (voter: string, helpful: boolean) =>
    store.shop('PUT', `/store/v1/reviews/${id}/vote`, {
      shopper_token: `${voter} among the shoppers`,
      helpful,
    })
  expect((await vote('Asha', true)).body).toEqual({ helpful_count: 1 })
  expect((await vote('Asha', true)).body).toEqual({ helpful_count: 1 })
  await Promise.all(['Ben', 'Ben', 'Chandra', 'Dora'].map((voter) => vote(voter, true)))
  expect((await list()).data[0].helpful_count).toBe(4)
  expect((await vote('Ben', false)).body).toEqual({ helpful_count: 3 })
  expect((await vote('Ben', false)).body).toEqual({ helpful_count: 3 })
  expect((await list()).data[0].helpful_count).toBe(3)
})

test('reports reach staff, one of each shopper', async () => {
  const { id } = await approved()
  const report = (shopper: string, reason: string) =>
    store.shop('POST', `/store/v1/reviews/${id}/reports`, {
      shopper_token: `${shopper} among the shoppers`,
      reason,
    })
  expect((await report('Asha', 'Rude')).body).toEqual({ id, reported: true })
  expect((await report('Asha', 'Very rude')).status).toBe(201)
  await report('Ben', 'Nonsense')
  expect((await store.admin('GET', `/admin/v1/reviews/${id}`)).body.report_count).toBe(2)
  const reports = (await store.admin('GET', `/admin/v1/reviews/${id}/reports?limit=1`)).body
  expect(reports.data).toMatchObject([{ reason: 'Nonsense' }])
  const rest = (await store.admin('GET', `/admin/v1/reviews/${id}/reports?cursor=${reports.next_cursor}`))
    .body
  expect(rest).toMatchObject({ data: [{ reason: 'Rude' }], next_cursor: null })
  expectProblem(await store.admin('GET', `/admin/v1/reviews/${crypto.randomUUID()}/reports`), 'not_found')
})

test('what is not shown takes neither votes nor reports', async () => {
  const waiting = await submit()
  const refused = await submit()
  await moderate([refused.id], 'rejected')
  const shopper_token = 'a shopper with a token'
  for (const id of [waiting.id, refused.id, crypto.randomUUID()]) {
    expectProblem(
      await store.shop('PUT', `/store/v1/reviews/${id}/vote`, { shopper_token, helpful: true }),
      'not_found',
    )
    expectProblem(
      await store.shop('POST', `/store/v1/reviews/${id}/reports`, { shopper_token, reason: 'x' }),
      'not_found',
    )
  }
  expect(await list()).toMatchObject({ data: [] })
})

test('staff answer a review, change the answer and take it back', async () => {
  const { id } = await approved()
  const path = `/admin/v1/reviews/${id}`
  const { body } = await store.admin('PATCH', path, { reply: 'Thank you.\nCome again.' })
  expect(body).toMatchObject({
    status: 'approved',
    reply: 'Thank you.\nCome again.',
    replied_at: expect.stringMatching(/Z$/),
  })
  expect((await list()).data[0]).toMatchObject({
    reply: 'Thank you.\nCome again.',
    replied_at: body.replied_at,
  })
  expect((await store.admin('PATCH', path, { status: 'approved' })).body).toEqual(body)
  expect((await store.admin('PATCH', path, {})).body).toEqual(body)
  expect((await store.admin('PATCH', path, { reply: null })).body).toMatchObject({
    reply: null,
    replied_at: null,
  })
  expect((await list()).data[0]).toMatchObject({ reply: null, replied_at: null })
})

test('staff find reviews by status, rating and product', async () => {
  const own = await platform.signUp()
  const [one, two] = [await productOf(own), await productOf(own)]
  const made: string[] = []
  for (const [of, rating] of [
    [one, 5],
    [one, 2],
    [two, 5],
  ] as const)
    made.push((await own.shop('POST', pathOf(of.id), textOf({ rating }))).body.id)
  await own.admin('PATCH', `/admin/v1/reviews/${made[2]}`, { status: 'rejected' })
  const find = async (query: string) => idsIn((await own.admin('GET', `/admin/v1/reviews?${query}`)).body)
  expect(await find('')).toEqual(made.toReversed())
  expect(await find('status=pending')).toEqual([made[1], made[0]])
  expect(await find('rating=5')).toEqual([made[2], made[0]])
  expect(await find(`product_id=${one.id}&rating=2&status=pending`)).toEqual([made[1]])
  expect(await find(`product_id=${two.id}&status=approved`)).toEqual([])
  const page = (await own.admin('GET', '/admin/v1/reviews?limit=2')).body
  expect(await find(`cursor=${page.next_cursor}`)).toEqual([made[0]])
  for (const query of ['rating=6', 'rating=x', 'status=lost', 'product_id=1'])
    expectProblem(await own.admin('GET', `/admin/v1/reviews?${query}`), 'invalid_input', [
      query.split('=')[0] ?? '',
    ])
})

test('many are moderated at once, or none when one is unknown', async () => {
  const [a, b] = [await submit(), await submit()]
  expectProblem(await moderate([a.id, crypto.randomUUID()], 'approved'), 'invalid_input', ['review_ids.1'])
  expect(await ratingOf()).toEqual({ average: null, count: 0 })
  const { body } = await moderate([b.id, a.id], 'approved')
  expect(idsIn(body)).toEqual([b.id, a.id])
  expectProblem(await moderate([a.id, a.id], 'approved'), 'invalid_input', ['review_ids'])
  expectProblem(await moderate([], 'approved'), 'invalid_input', ['review_ids'])
  expectProblem(await moderate([a.id], 'pending'), 'invalid_input', ['status'])
})

test.each<[object, string]>([
  [{ rating: 0 }, 'rating'],
  [{ rating: 6 }, 'rating'],
  [{ rating: 4.5 }, 'rating'],
  [{ rating: '5' }, 'rating'],
  [{ title: 'x'.repeat(201) }, 'title'],
  [{ title: 'a\nb' }, 'title'],
  [{ body: ' \n ' }, 'body'],
  [{ body: 'x'.repeat(5_001) }, 'body'],
  [{ body: 'a\u0007b' }, 'body'],
  [{ author_name: '' }, 'author_name'],
  [{ author_name: 'a\u001b[31m' }, 'author_name'],
  [{ email: 'nobody' }, 'email'],
  [{ order_id: 'x' }, 'order_id'],
  [{ verified: true }, 'verified'],
  [{ customer_id: crypto.randomUUID() }, 'customer_id'],
])('a review with %j is refused', async (over, path) => {
  expectProblem(await post(over), 'invalid_input', [path])
})

test('texts are kept as they were written', async () => {
  const body = '<script>alert(1)</script> & “fine”\n\tétoffe 😀'
  expect(await approved({ title: '<b>', body })).toMatchObject({ title: '<b>', body })
  expect((await list()).data[0]).toMatchObject({ title: '<b>', body })
})

test('a product that is not on sale has no reviews for shoppers, and a deleted one none at all', async () => {
  const review = await approved()
  expect(idsIn(await list())).toEqual([review.id])
  await store.admin('PATCH', `/admin/v1/products/${product.id}`, { status: 'draft' })
  expectProblem(await store.shop('GET', pathOf()), 'not_found')
  expectProblem(await post(), 'not_found')
  await store.admin('DELETE', `/admin/v1/products/${product.id}`)
  expectProblem(await store.admin('GET', `/admin/v1/reviews/${review.id}`), 'not_found')
})

test('tokens and addresses of shoppers are not given to other shoppers', async () => {
  const { id } = await approved({ email: 'hidden@mail.example' })
  const shopper_token = 'a token that nobody else knows'
  await store.shop('PUT', `/store/v1/reviews/${id}/vote`, { shopper_token, helpful: true })
  expect((await store.shop('GET', pathOf())).text).not.toMatch(/hidden@|token/)
  const [row] = await platform.shards.get(store.shard)!
    .owner`select shopper from review_votes where review_id = ${id}`
  expect(row?.shopper).toMatch(/^[0-9a-f]{64}$/)
})
