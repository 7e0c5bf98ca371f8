// Staff find orders, note things of them and read what happened.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'
import { done, sellerOf, US_ADDRESS } from '../../shared/testing/selling.ts'

let platform: TestPlatform
beforeAll(async () => {
  platform = await startTestPlatform()
})
afterAll(() => platform?.stop())

// biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects in an answer
type Body = any
const ORDERS = '/admin/v1/orders'

function deskOf(store: TestStore) {
  const seller = sellerOf(store)
  const list = (query: object): Promise<Body> =>
    done(store.admin('GET', `${ORDERS}?${new URLSearchParams(query as Record<string, string>)}`))
  return {
    ...seller,
    async buy(variantId: string, quantity = 1, over: object = {}): Promise<Body> {
      const checkout = await seller.checkout(await seller.cart({ [variantId]: quantity }), over)
      return (await done(seller.complete(checkout))).order
    },
    read: (id: string): Promise<Body> => done(store.admin('GET', `${ORDERS}/${id}`)),
    patch: (id: string, body: object) => store.admin('PATCH', `${ORDERS}/${id}`, body),
    list,
    numbers: async (query: object): Promise<number[]> =>
      (await list(query)).data.map(({ number }: { number: number }) => number),
    timeline: (id: string, query = ''): Promise<Body> =>
      done(store.admin('GET', `${ORDERS}/${id}/timeline${query}`)),
  }
}

describe('the list', () => {
  let store: TestStore
  let desk: ReturnType<typeof deskOf>
  let shirt: { id: string; variantId: string }
  let hat: { id: string; variantId: string }
  const address = (name: string) => ({ shipping_address: { ...US_ADDRESS, name } })
  beforeAll(async () => {
    store = await platform.signUp()
    desk = deskOf(store)
    shirt = await desk.product(1_000, { product: { title: 'Linen Shirt' }, variant: { sku: 'SH-1' } })
    hat = await desk.product(5_000, { product: { title: 'हिन्दी Straw hat' }, variant: { sku: 'HA-1' } })
    await desk.buy(shirt.variantId, 1, { email: 'Anna@mail.example', ...address('Anna Müller') })
    await desk.buy(hat.variantId, 1, {
      email: 'ben@mail.example',
      payment_method: 'manual',
      ...address('Ben O’Hara'),
    })
    await desk.buy(shirt.variantId, 9, { email: 'anna@mail.example', ...address('Anna Müller') })
    const last = await desk.buy(shirt.variantId, 2, { email: 'carl@mail.example', ...address('Carl Jones') })
    await done(desk.patch(last.id, { tags: ['VIP', 'gift'] }))
    const gone = await desk.buy(hat.variantId, 2, { email: 'dora@mail.example', ...address('Dora Shirt') })
    await done(store.admin('POST', `${ORDERS}/${gone.id}/cancel`, { reason: 'customer' }))
  })

  test.each<[object, number[]]>([
    [{}, [1005, 1004, 1003, 1002, 1001]],
    [{ status: 'cancelled' }, [1005]],
    [{ status: 'open', payment_status: 'paid' }, [1004, 1003, 1001]],
    [{ payment_status: 'pending' }, [1002]],
    [{ fulfillment_status: 'fulfilled' }, []],
    [{ email: 'ANNA@mail.example' }, [1003, 1001]],
    [{ market: 'us', currency: 'USD', payment_method: 'manual' }, [1002]],
    [{ total_from: 5_000, total_to: 6_500 }, [1002]],
    [{ number: 1003 }, [1003]],
    [{ sku: 'sh-1' }, [1004, 1003, 1001]],
    [{ tag: 'vip' }, [1004]],
    [{ tag: 'Gift', sku: 'SH-1' }, [1004]],
    [{ tag: 'gift', sku: 'HA-1' }, []],
    [{ sort: 'number' }, [1001, 1002, 1003, 1004, 1005]],
    [{ sort: 'placed_at', sku: 'SH-1' }, [1001, 1003, 1004]],
    [{ sort: 'total' }, [1001, 1004, 1002, 1003, 1005]],
    [{ sort: '-total', sku: 'SH-1' }, [1003, 1004, 1001]],
    [{ q: '1002' }, [1002]],
    [{ q: '#1002' }, [1002]],
    [{ q: 'anna@' }, [1003, 1001]],
    [{ q: 'CARL@mail.EX' }, [1004]],
    [{ q: 'müller' }, [1003, 1001]],
    [{ q: 'Linen jones' }, [1004]],
    // The recipient's name too.
    [{ q: 'shirt' }, [1005, 1004, 1003, 1001]],
    [{ q: 'shirt', status: 'open', sort: 'total' }, [1001, 1004, 1003]],
    [{ q: 'हिन्दी' }, [1005, 1002]],
    [{ q: 'shir' }, []],
    [{ q: '%' }, []],
    [{ placed_from: '2000-01-01T00:00:00Z' }, [1005, 1004, 1003, 1002, 1001]],
    [{ placed_to: '2000-01-01T00:00:00Z' }, []],
    [{ placed_from: '2999-01-01T00:00:00Z' }, []],
  ])('of %o', async (query, numbers) => {
    expect(await desk.numbers(query)).toEqual(numbers)
  })

  test('by product, variant and customer', async () => {
    expect(await desk.numbers({ product_id: hat.id })).toEqual([1005, 1002])
    expect(await desk.numbers({ variant_id: shirt.variantId, sort: 'placed_at' })).toEqual([1001, 1003, 1004])
    expect(await desk.numbers({ variant_id: shirt.variantId, product_id: hat.id })).toEqual([])
    expect(await desk.numbers({ customer_id: hat.id })).toEqual([])
  })

  test('between two times', async () => {
    const { data } = await desk.list({ sort: 'placed_at' })
    const [, second, third, fourth] = data.map(({ placed_at }: { placed_at: string }) => placed_at)
    expect(await desk.numbers({ placed_from: second, placed_to: fourth, sort: 'placed_at' })).toEqual([
      1002, 1003,
    ])
    expect(await desk.numbers({ placed_from: third, placed_to: third })).toEqual([])
  })

  test.each(['placed_at', '-placed_at', 'number', '-number', 'total', '-total', 'updated_at', '-updated_at'])(
    'goes on page by page by %s',
    async (sort) => {
      for (const filter of [{}, { sku: 'SH-1' }, { q: 'shirt' }]) {
        const all = await desk.numbers({ sort, ...filter })
        const paged: number[] = []
        let cursor: object = {}
        for (let pages = 0; pages < 6; pages += 1) {
          const page = await desk.list({ sort, limit: 1, ...filter, ...cursor })
          paged.push(...page.data.map(({ number }: { number: number }) => number))
          if (page.next_cursor === null) break
          cursor = { cursor: page.next_cursor }
        }
        expect(paged).toEqual(all)
      }
    },
  )

  test('the last change is the latest', async () => {
    const [first] = (await desk.list({ sort: 'number', limit: 1 })).data
    await done(desk.patch(first.id, { note: 'Called' }))
    const [latest] = (await desk.list({ sort: '-updated_at', limit: 1 })).data
    expect(latest.id).toBe(first.id)
    expect(latest.updated_at > first.updated_at).toBe(true)
  })

  test('counts what stands where', async () => {
    // A job gives back what was paid for the cancelled one.
    const counts = () => done(store.admin('GET', `${ORDERS}/counts`))
    await expect.poll(counts, { timeout: 10_000 }).toMatchObject({
      counted_to: 1_000,
      status: { open: 4, cancelled: 1 },
      payment_status: { paid: 3, pending: 1, refunded: 1 },
      fulfillment_status: { unfulfilled: 5, fulfilled: 0 },
    })
  })

  test.each([
    ['sort=name', 'sort'],
    ['cursor=nonsense', 'cursor'],
    ['sort=total&cursor=MDE5MDAwMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAwL3g', 'cursor'],
    ['total_from=-1', 'total_from'],
    ['status=lost', 'status'],
    ['placed_from=yesterday', 'placed_from'],
    ['colour=red', 'colour'],
  ])('refuses %s', async (query, path) => {
    const { status, body } = await store.admin('GET', `${ORDERS}?${query}`)
    expect([status, body.errors[0].path]).toEqual([422, path])
  })
})

describe('notes, tags and the address', () => {
  test('are kept, told in the timeline, and hidden from shoppers', async () => {
    const store = await platform.signUp()
    const desk = deskOf(store)
    const { variantId } = await desk.product(1_000)
    const order = await desk.buy(variantId)
    const note = 'Wants it wrapped'
    const patch = {
      ...{ note, tags: ['VIP', 'vip', 'gift'], email: 'new@mail.example', metadata: { source: 'phone' } },
      shipping_address: { ...US_ADDRESS, name: 'Somebody Else' },
    }
    const changed = await done(desk.patch(order.id, patch))
    expect(changed).toMatchObject({ note, tags: ['vip', 'gift'], email: 'new@mail.example' })
    expect(changed.metadata).toEqual({ source: 'phone' })
    expect(changed.shipping_address.name).toBe('Somebody Else')
    expect(changed.totals).toEqual(order.totals)
    expect(await desk.numbers({ q: 'somebody' })).toEqual([order.number])
    expect(await desk.numbers({ q: 'A Shopper' })).toEqual([])

    const seen = await done(store.shop('GET', `/store/v1/orders/${order.id}`))
    expect(seen).toMatchObject({ note: null, tags: [], metadata: {} })

    const [entry] = (await desk.timeline(order.id)).data
    expect(entry).toMatchObject({
      kind: 'order.updated',
      data: { fields: ['note', 'tags', 'email', 'shipping_address', 'metadata'] },
      actor: { kind: 'secret_key' },
    })
    // What changes nothing is not told.
    await done(desk.patch(order.id, { note }))
    expect((await desk.timeline(order.id)).data).toHaveLength(2)
    const cleared = await done(desk.patch(order.id, { tags: [] }))
    expect([cleared.tags, cleared.note]).toEqual([[], note])
    expect(await desk.numbers({ tag: 'vip' })).toEqual([])
  })

  test('the address stays once all was sent', async () => {
    const store = await platform.signUp()
    const desk = deskOf(store)
    const { variantId } = await desk.product(1_000)
    const order = await desk.buy(variantId)
    const owner = platform.shards.get(store.shard)!.owner
    await owner`update orders set fulfilled_quantity = quantity where id = ${order.id}`
    const { status, body } = await desk.patch(order.id, { shipping_address: US_ADDRESS, note: 'x' })
    expect([status, body.errors[0].path]).toEqual([422, 'shipping_address'])
    expect((await desk.read(order.id)).note).toBe('')
  })
})

describe('the timeline', () => {
  test('begins with the placing and goes on page by page', async () => {
    const store = await platform.signUp()
    const desk = deskOf(store)
    const { variantId } = await desk.product(1_000)
    const order = await desk.buy(variantId)
    for (const comment of ['One', 'Two', 'Three'])
      await done(store.admin('POST', `${ORDERS}/${order.id}/comments`, { comment }))
    const texts: string[] = []
    let query = '?limit=1'
    for (let pages = 0; pages < 6; pages += 1) {
      const page = await desk.timeline(order.id, query)
      texts.push(...page.data.map((entry: Body) => entry.comment ?? entry.kind))
      if (page.next_cursor === null) break
      query = `?limit=1&cursor=${page.next_cursor}`
    }
    expect(texts).toEqual(['Three', 'Two', 'One', 'order.placed'])
    expect((await desk.timeline(order.id)).data.at(-1)).toMatchObject({
      id: order.id,
      at: order.placed_at,
      actor: { kind: 'shopper', label: 'shopper@mail.example' },
      data: { number: order.number },
    })
    expect((await store.admin('GET', `${ORDERS}/${variantId}/timeline`)).status).toBe(404)
  })

  test('comments are changed and deleted by who wrote them', async () => {
    const store = await platform.signUp()
    const desk = deskOf(store)
    const { variantId } = await desk.product(1_000)
    const order = await desk.buy(variantId)
    const path = `${ORDERS}/${order.id}/comments`
    const made = await done(store.admin('POST', path, { comment: 'Called' }))
    expect(made).toMatchObject({ kind: 'comment.added', comment: 'Called', edited_at: null })
    const asOwner = (method: string, body?: object) =>
      platform.call(method, `${path}/${made.id}`, {
        host: `${store.slug}.localhost`,
        key: store.session,
        body,
      })
    expect((await asOwner('PATCH', { comment: 'Not mine' })).body.code).toBe('comment_not_yours')
    expect((await asOwner('DELETE')).body.code).toBe('comment_not_yours')
    const changed = await done(store.admin('PATCH', `${path}/${made.id}`, { comment: 'Called twice' }))
    expect(changed).toMatchObject({ id: made.id, comment: 'Called twice', at: made.at })
    expect(changed.edited_at).not.toBeNull()
    expect((await desk.timeline(order.id)).data[0]).toEqual(changed)
    await done(store.admin('DELETE', `${path}/${made.id}`))
    expect((await desk.timeline(order.id)).data).toHaveLength(1)
    expect((await store.admin('DELETE', `${path}/${order.id}`)).status).toBe(404)
    expect((await store.admin('POST', path, { comment: '  ' })).status).toBe(422)
  })
})
