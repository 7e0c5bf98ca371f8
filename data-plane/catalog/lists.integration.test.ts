// Finding products by filters and in other orders.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

let platform: TestPlatform
let store: TestStore
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  for (const [title, over] of [
    ['banana', { status: 'active', tags: ['fruit', 'yellow'], product_type: 'Food' }],
    ['Äpfel', { status: 'draft', tags: ['fruit'], product_type: 'Food' }],
    ['Banjo', { status: 'active', tags: ['music'], product_type: 'Instrument' }],
    ['apron', { status: 'active', tags: ['yellow', 'yellow'], product_type: 'Clothes' }],
  ] as const) {
    const { status, text } = await store.admin('POST', '/admin/v1/products', {
      title,
      variants: [{}],
      ...over,
    })
    expect(status, text).toBe(201)
  }
})
afterAll(() => platform?.stop())

const walk = async (query: string, limit = 1): Promise<string[]> => {
  const seen: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = cursor === '' ? '' : `&cursor=${cursor}`
    const { status, body, text } = await store.admin(
      'GET',
      `/admin/v1/products?${query}&limit=${limit}${page}`,
    )
    expect(status, text).toBe(200)
    expect(body.data.length).toBeLessThanOrEqual(limit)
    seen.push(...body.data.map(({ title }: { title: string }) => title))
    cursor = body.next_cursor
  }
  return seen
}

test.each<[string, string[]]>([
  ['tag=fruit', ['Äpfel', 'banana']],
  ['tag=yellow', ['apron', 'banana']],
  ['tag=fruit&status=active', ['banana']],
  ['product_type=Food', ['Äpfel', 'banana']],
  ['product_type=Food&tag=yellow', ['banana']],
  ['title=BAN', ['banana', 'Banjo']],
  ['title=ban&sort=created_at', ['Banjo', 'banana']],
  ['title=ban&product_type=Instrument', ['Banjo']],
  ['title=%C3%A4', ['Äpfel']],
  ['title=%25', []],
  ['sort=title', ['apron', 'banana', 'Banjo', 'Äpfel']],
  ['sort=title&status=active', ['apron', 'banana', 'Banjo']],
  ['sort=created_at', ['apron', 'Banjo', 'Äpfel', 'banana']],
])('%s finds %j, walked one by one', async (query, due) => {
  expect(await walk(query)).toEqual(due)
})

test('the latest changed come first, at any length of a page', async () => {
  const [{ id }] = (await store.admin('GET', '/admin/v1/products?title=banana')).body.data
  await store.admin('PATCH', `/admin/v1/products/${id}`, { vendor: 'changed' })
  for (const limit of [1, 2, 3, 4, 100])
    expect(await walk('sort=updated_at', limit)).toEqual(['banana', 'apron', 'Banjo', 'Äpfel'])
})

test('a changed tag or title is found anew', async () => {
  const [{ id }] = (await store.admin('GET', '/admin/v1/products?title=banjo')).body.data
  await store.admin('PATCH', `/admin/v1/products/${id}`, { tags: ['strings'], title: 'Lute' })
  expect(await walk('tag=music')).toEqual([])
  expect(await walk('tag=strings')).toEqual(['Lute'])
  expect(await walk('title=lu')).toEqual(['Lute'])
})

test.each(['sort=title', 'sort=updated_at', 'sort=created_at', 'tag=fruit'])(
  'a cursor that is none of %s is refused by its field',
  async (query) => {
    const cursors = ['x', 'bm9ib2R5', Buffer.from(`${crypto.randomUUID()}/a\0b`).toString('base64url')]
    for (const cursor of cursors) {
      const { status, body } = await store.admin('GET', `/admin/v1/products?${query}&cursor=${cursor}`)
      expect(status).toBe(422)
      expect(body.errors).toMatchObject([{ path: 'cursor' }])
    }
  },
)

test.each([
  '2026-02-30T00:00:00.000000Z',
  '0000-01-01T00:00:00.000000Z',
  '2026-01-01T24:00:00.000001Z',
  'now',
])('a cursor at %s, which is no time, is refused', async (time) => {
  const cursor = Buffer.from(`${crypto.randomUUID()}/${time}`).toString('base64url')
  expect((await store.admin('GET', `/admin/v1/products?sort=updated_at&cursor=${cursor}`)).status).toBe(422)
})

test('a list passes over any number of products that do not fit', async () => {
  const other = await platform.signUp()
  const csv = Array.from(
    { length: 1_205 },
    (_, n) => `pass-${n},Pass ${n},${n % 600 === 0 ? 'rare' : 'often'},1.00`,
  )
  const file = ['Handle,Title,Type,Variant Price', ...csv].join('\n')
  await other.admin('POST', '/admin/v1/products/import', file, { 'content-type': 'text/csv' })
  const titles = async () => {
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await other.admin(
        'GET',
        `/admin/v1/products?sort=title&product_type=rare${cursor === '' ? '' : `&cursor=${cursor}`}`,
      )
      seen.push(...body.data.map(({ title }: { title: string }) => title))
      cursor = body.next_cursor
    }
    return seen
  }
  await expect.poll(titles, { timeout: 20_000 }).toEqual(['Pass 0', 'Pass 1200', 'Pass 600'])
})
