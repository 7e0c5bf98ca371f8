import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

const INVENTORY = '/admin/v1/inventory'

let platform: TestPlatform
let store: TestStore
let home: string
beforeAll(async () => {
  platform = await startTestPlatform()
  store = await platform.signUp()
  home = (await get('locations'))[0].id
})
afterAll(() => platform?.stop())

const get = async (path: string) => (await store.admin('GET', `${INVENTORY}/${path}`)).body.data
const post = (path: string, body?: unknown) => store.admin('POST', `${INVENTORY}/${path}`, body)
async function posted(path: string, body?: unknown) {
  const answer = await post(path, body)
  expect(answer.status, answer.text).toBeLessThan(300)
  return answer.body
}
async function variant(inventory_quantity: number, over: object = {}): Promise<string> {
  const { status, text, body } = await store.admin('POST', '/admin/v1/products', {
    title: 'Lamp',
    status: 'active',
    variants: [{ prices: [{ amount: 2_000, currency: 'USD' }], inventory_quantity, ...over }],
  })
  expect(status, text).toBe(201)
  return body.variants[0].id
}
const newLocation = async (over: object = {}) =>
  (await posted('locations', { name: 'Annexe', code: `annexe-${randomUUID().slice(0, 8)}`, ...over }))
    .id as string
const levelsOf = (variantId: string) => get(`levels?variant_id=${variantId}`)
const levelAt = async (variantId: string, location = home) =>
  (await levelsOf(variantId)).find((level: { location_id: string }) => level.location_id === location)
const figures = async (variantId: string, location = home) => {
  const { on_hand, available, reserved } = await levelAt(variantId, location)
  return [on_hand, available, reserved]
}
const movementsOf = async (variantId: string) =>
  (await get(`movements?variant_id=${variantId}&limit=100`)).map(
    ({ kind, on_hand, available }: Record<string, unknown>) => [kind, on_hand, available],
  )
const adjust = (variant_id: string, change: number, location_id = home) =>
  post('adjustments', { reason: 'By hand', lines: [{ variant_id, location_id, change }] })

describe('locations', () => {
  test('a store starts with one, which stays; others come, change and go', async () => {
    expect(await get('locations')).toMatchObject([{ code: 'default', is_default: true, status: 'active' }])
    const address = { city: 'Lyon', country: 'FR' }
    const made = await posted('locations', { name: 'Lyon', code: 'lyon', address, countries: ['FR', 'BE'] })
    expect(made).toMatchObject({
      priority: 0,
      fulfils_online: true,
      is_default: false,
      countries: ['FR', 'BE'],
    })
    const path = `${INVENTORY}/locations/${made.id}`
    expect((await store.admin('GET', path)).body).toEqual(made)
    const changed = await store.admin('PATCH', path, { priority: 3, address: null })
    expect(changed.body).toMatchObject({ name: 'Lyon', priority: 3, address: null, countries: ['FR', 'BE'] })
    expect((await store.admin('GET', path)).body).toEqual(changed.body)
    expect((await store.admin('DELETE', path)).status).toBe(200)
    expect((await store.admin('DELETE', path)).status).toBe(404)
  })

  test('what does not fit is refused at its field', async () => {
    expect(await post('locations', { name: 'Twin', code: 'default' })).toMatchObject({
      status: 409,
      body: { code: 'location_code_taken', errors: [{ path: 'code' }] },
    })
    for (const [patch, path] of [
      [{ status: 'inactive' }, 'status'],
      [{ fulfils_online: false }, 'fulfils_online'],
      [{ countries: ['usa'] }, 'countries.0'],
    ] as const)
      expect(await store.admin('PATCH', `${INVENTORY}/locations/${home}`, patch)).toMatchObject({
        status: 422,
        body: { errors: [{ path }] },
      })
    expect((await store.admin('DELETE', `${INVENTORY}/locations/${home}`)).body.code).toBe('location_in_use')
  })

  test('one with stock cannot be deleted; once it is empty it can', async () => {
    const [lamp, annexe] = [await variant(0), await newLocation()]
    await adjust(lamp, 2, annexe)
    const remove = () => store.admin('DELETE', `${INVENTORY}/locations/${annexe}`)
    expect((await remove()).body.code).toBe('location_in_use')
    await adjust(lamp, -2, annexe)
    expect((await remove()).status).toBe(200)
  })

  test("a closed location's stock is not sold, and shoppers see it at once", async () => {
    const [lamp, annexe] = [await variant(0), await newLocation()]
    const { product_id } = await levelAt(lamp)
    const isShown = async () =>
      (await store.shop('GET', `/store/v1/products/${product_id}`)).body.variants[0].available
    expect(await isShown()).toBe(false)
    await adjust(lamp, 1, annexe)
    expect(await isShown()).toBe(true)
    for (const [patch, shown] of [
      [{ fulfils_online: false }, false],
      [{ fulfils_online: true }, true],
      [{ status: 'inactive' }, false],
    ] as const) {
      await store.admin('PATCH', `${INVENTORY}/locations/${annexe}`, patch)
      expect(await isShown()).toBe(shown)
    }
    const cart = (await store.shop('POST', '/store/v1/carts', {})).body.id
    expect(
      (await store.shop('POST', `/store/v1/carts/${cart}/line-items`, { variant_id: lamp })).body.code,
    ).toBe('insufficient_inventory')
  })
})

describe('the ledger', () => {
  test("the catalog's quantities are those of the default location, each change a movement", async () => {
    const lamp = await variant(5)
    const { product_id } = await levelAt(lamp)
    const set = (quantity: number) =>
      store.admin('PATCH', `/admin/v1/products/${product_id}`, {
        variants: [{ id: lamp, inventory_quantity: quantity }],
      })
    const annexe = await newLocation()
    await adjust(lamp, 4, annexe)
    expect((await set(2)).body.variants[0].inventory_quantity).toBe(2)
    await set(2)
    expect(await movementsOf(lamp)).toEqual([
      ['adjusted', -3, -3],
      ['adjusted', 4, 4],
      ['adjusted', 5, 5],
    ])
    expect(await figures(lamp)).toEqual([2, 2, 0])
    expect(await figures(lamp, annexe)).toEqual([4, 4, 0])
  })

  test('adjustments are all or nothing, and each fault is named', async () => {
    const [lamp, other] = [await variant(5), await variant(1)]
    const lines = (...of: object[]) => ({
      reason: 'Water damage',
      lines: of.map((line) => ({ location_id: home, ...line })),
    })
    for (const [body, path, code] of [
      [
        lines({ variant_id: lamp, change: -1 }, { variant_id: other, change: -2 }),
        'lines.1.change',
        'insufficient_inventory',
      ],
      [
        lines({ variant_id: lamp, change: 1 }, { variant_id: lamp, change: 2 }),
        'lines.1.variant_id',
        'invalid_input',
      ],
      [
        lines({ variant_id: lamp, change: 1 }, { variant_id: home, change: 2 }),
        'lines.1.variant_id',
        'invalid_input',
      ],
      [lines({ variant_id: lamp, change: 1, location_id: lamp }), 'lines.0.location_id', 'invalid_input'],
      [lines({ variant_id: lamp, change: 0 }), 'lines.0.change', 'invalid_input'],
      [lines({ variant_id: lamp, change: 1_000_000_000 }), 'lines.0.change', 'invalid_input'],
      [{ ...lines({ variant_id: lamp, change: 1 }), reason: '' }, 'reason', 'invalid_input'],
    ] as const)
      expect((await post('adjustments', body)).body).toMatchObject({ code, errors: [{ path }] })
    expect([await figures(lamp), await figures(other)]).toEqual([
      [5, 5, 0],
      [1, 1, 0],
    ])

    const done = await posted('adjustments', { kind: 'received', ...lines({ variant_id: lamp, change: 3 }) })
    expect(done.levels).toMatchObject([{ variant_id: lamp, on_hand: 8, available: 8 }])
    expect(await get(`movements?reference_id=${done.id}`)).toMatchObject([
      {
        kind: 'received',
        on_hand: 3,
        available: 3,
        reason: 'Water damage',
        location_id: home,
        reference: null,
      },
    ])
  })

  test('nobody but the owner of the database can change what was written', async () => {
    const [row] = await platform.shards.get(store.shard)!.owner`
      select has_table_privilege('storeplane_app', 'stock_movements', 'update') as update,
        has_table_privilege('storeplane_app', 'stock_movements', 'delete') as delete`
    expect(row).toEqual({ update: false, delete: false })
  })
})

describe('transfers', () => {
  const figuresBoth = async (lamp: string, annexe: string) => [
    await figures(lamp),
    await figures(lamp, annexe),
  ]

  test('goods leave when sent and arrive when received, in parts too', async () => {
    const [lamp, annexe] = [await variant(10), await newLocation()]
    const draft = await posted('transfers', {
      ...{ from_location_id: home, to_location_id: annexe },
      lines: [{ variant_id: lamp, quantity: 6 }],
    })
    expect(draft).toMatchObject({ status: 'draft', lines: [{ variant_id: lamp, quantity: 6, received: 0 }] })
    expect(await figuresBoth(lamp, annexe)).toEqual([
      [10, 10, 0],
      [0, 0, 0],
    ])
    const path = `transfers/${draft.id}`
    expect((await post(`${path}/receive`, {})).body.code).toBe('transfer_not_open')
    expect((await posted(`${path}/send`)).status).toBe('in_transit')
    expect(await figuresBoth(lamp, annexe)).toEqual([
      [4, 4, 0],
      [0, 0, 0],
    ])
    const part = (quantity: number) => ({ lines: [{ variant_id: lamp, quantity }] })
    expect((await posted(`${path}/receive`, part(2))).status).toBe('in_transit')
    expect((await post(`${path}/receive`, part(5))).body).toMatchObject({
      code: 'invalid_input',
      errors: [{ path: 'lines.0.quantity', message: 'Only 4 are still on their way.' }],
    })
    expect(await posted(`${path}/receive`, {})).toMatchObject({
      status: 'received',
      lines: [{ received: 6 }],
    })
    expect(await figuresBoth(lamp, annexe)).toEqual([
      [4, 4, 0],
      [6, 6, 0],
    ])
    for (const action of ['send', 'receive', 'cancel'])
      expect((await post(`${path}/${action}`, action === 'receive' ? {} : undefined)).body.code).toBe(
        'transfer_not_open',
      )
    expect((await get(`movements?reference_id=${draft.id}`))[0].reference).toEqual({
      ...{ type: 'transfer', id: draft.id, order_number: null },
    })
    expect((await store.admin('GET', `${INVENTORY}/${path}`)).body.status).toBe('received')
    expect((await get('transfers?status=received')).map(({ id }: { id: string }) => id)).toContain(draft.id)
  })

  test('what was not received goes back when it is cancelled; too much is not sent', async () => {
    const [lamp, annexe] = [await variant(3), await newLocation()]
    const create = (quantity: number) =>
      posted('transfers', {
        ...{ from_location_id: home, to_location_id: annexe },
        lines: [{ variant_id: lamp, quantity }],
      })
    const many = await create(4)
    expect((await post(`transfers/${many.id}/send`)).body).toMatchObject({
      code: 'insufficient_inventory',
      errors: [{ path: 'lines.0', message: '4 wanted, 3 available' }],
    })
    expect((await posted(`transfers/${many.id}/cancel`)).status).toBe('cancelled')
    const { id } = await create(3)
    await posted(`transfers/${id}/send`)
    await posted(`transfers/${id}/receive`, { lines: [{ variant_id: lamp, quantity: 1 }] })
    await posted(`transfers/${id}/cancel`)
    expect(await figuresBoth(lamp, annexe)).toEqual([
      [2, 2, 0],
      [1, 1, 0],
    ])
  })

  test('received by several at once it arrives once', async () => {
    const [lamp, annexe] = [await variant(5), await newLocation()]
    const { id } = await posted('transfers', {
      ...{ from_location_id: home, to_location_id: annexe },
      lines: [{ variant_id: lamp, quantity: 5 }],
    })
    await posted(`transfers/${id}/send`)
    await Promise.all(Array.from({ length: 6 }, () => post(`transfers/${id}/receive`, {})))
    expect(await figuresBoth(lamp, annexe)).toEqual([
      [0, 0, 0],
      [5, 5, 0],
    ])
  })

  test('to the same place, of unknown goods or places, or of one variant twice they are refused', async () => {
    const [lamp, annexe] = [await variant(3), await newLocation()]
    const line = { variant_id: lamp, quantity: 1 }
    const good = { from_location_id: home, to_location_id: annexe, lines: [line] }
    for (const [over, path] of [
      [{ to_location_id: home }, 'to_location_id'],
      [{ to_location_id: lamp }, 'to_location_id'],
      [{ from_location_id: lamp }, 'from_location_id'],
      [{ lines: [line, line] }, 'lines.1.variant_id'],
      [{ lines: [{ ...line, variant_id: home }] }, 'lines.0.variant_id'],
    ] as const)
      expect(await post('transfers', { ...good, ...over })).toMatchObject({
        status: 422,
        body: { errors: [{ path }] },
      })
  })
})

describe('counts', () => {
  test('the differences are applied, and what moved since it was counted is none', async () => {
    const [lamp, other] = [await variant(10), await variant(4)]
    const { id } = await posted('counts', { location_id: home, note: 'Spring' })
    const record = (lines: object[]) => posted(`counts/${id}/lines`, { lines })
    await record([{ variant_id: lamp, counted: 7 }])
    await record([
      { variant_id: lamp, counted: 8 },
      { variant_id: other, counted: 4 },
    ])
    await adjust(lamp, 5)
    expect(await posted(`counts/${id}/apply`)).toMatchObject({ status: 'applied' })
    expect([await figures(lamp), await figures(other)]).toEqual([
      [13, 13, 0],
      [4, 4, 0],
    ])
    expect(await get(`movements?reference_id=${id}`)).toMatchObject([
      {
        ...{ kind: 'counted', variant_id: lamp, on_hand: -2, available: -2, reason: 'Spring' },
        reference: { type: 'count', id, order_number: null },
      },
    ])
    for (const action of ['apply', 'cancel'])
      expect((await post(`counts/${id}/${action}`)).body.code).toBe('count_not_open')
    expect((await get('counts?status=applied')).map((count: { id: string }) => count.id)).toContain(id)
  })

  test('a dropped count changes nothing; unknown goods and places are refused', async () => {
    const lamp = await variant(10)
    const { id } = await posted('counts', { location_id: home })
    await posted(`counts/${id}/lines`, { lines: [{ variant_id: lamp, counted: 0 }] })
    expect((await post(`counts/${id}/lines`, { lines: [{ variant_id: home, counted: 1 }] })).status).toBe(422)
    expect((await posted(`counts/${id}/cancel`)).status).toBe('cancelled')
    expect(await figures(lamp)).toEqual([10, 10, 0])
    expect((await post('counts', { location_id: lamp })).body.errors).toMatchObject([{ path: 'location_id' }])
  })
})

describe('low stock', () => {
  test('goes by the threshold of the variant, or else by that of the store, also when that changes', async () => {
    const [own, general] = [await variant(8), await variant(8, { sku: 'GENERAL' })]
    const isLow = async () => [(await levelAt(own)).low, (await levelAt(general)).low]
    expect(await isLow()).toEqual([false, false])
    const patch = (low_stock_threshold: number | null) =>
      store.admin('PATCH', `${INVENTORY}/items/${own}`, { low_stock_threshold })
    expect((await patch(9)).body.data).toMatchObject([{ low_stock_threshold: 9, low: true }])
    expect(
      (await get('levels?low=true')).map(({ variant_id }: Record<string, string>) => variant_id),
    ).toContain(own)
    await patch(3)
    await store.admin('PATCH', '/admin/v1/store', { low_stock_threshold: 8 })
    await expect.poll(isLow, { timeout: 10_000 }).toEqual([false, true])
    expect(await get('levels?sku=GENERAL')).toMatchObject([{ variant_id: general, low: true }])
    await patch(null)
    expect(await isLow()).toEqual([true, true])
    await store.admin('PATCH', '/admin/v1/store', { low_stock_threshold: 5 })
    await expect.poll(isLow, { timeout: 10_000 }).toEqual([false, false])
  })

  test('untracked stock is never low', async () => {
    const lamp = await variant(0)
    expect((await levelAt(lamp)).low).toBe(true)
    await store.admin('PATCH', `${INVENTORY}/items/${lamp}`, { tracked: false })
    expect(await levelAt(lamp)).toMatchObject({ tracked: false, low: false })
    expect((await store.admin('PATCH', `${INVENTORY}/items/${home}`, { tracked: true })).status).toBe(404)
  })
})
