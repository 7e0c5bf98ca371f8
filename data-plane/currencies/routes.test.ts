import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform, type TestStore } from '../../shared/testing/platform.ts'

const RATES = '/admin/v1/exchange-rates'
const DAY_MS = 86_400_000

let provider: Server
let platform: TestPlatform
let store: TestStore
/** What the provider answers, from one test to the next. */
let answer: { status: number; text: string } = { status: 200, text: '' }

beforeAll(async () => {
  provider = createServer((_, response) => {
    response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.text)
  })
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/daily.xml`
  platform = await startTestPlatform({ exchangeRates: { url, keptMs: 0, timeoutMs: 2_000 } })
})
afterAll(async () => {
  await platform?.stop()
  provider?.close()
})
beforeEach(async () => {
  store = await platform.signUp()
})

const today = () => new Date().toISOString().slice(0, 10)
const give = (rates: Record<string, string>, date = today()) => {
  const cubes = Object.entries(rates).map(([code, rate]) => `<Cube currency='${code}' rate='${rate}'/>`)
  answer = {
    status: 200,
    text: `<gesmes:Envelope><Cube><Cube time='${date}'>${cubes.join('\n')}</Cube></Cube></gesmes:Envelope>`,
  }
}
const put = (code: string, body: object) => store.admin('PUT', `/admin/v1/currencies/${code}`, body)
const setRate = (rate: string, over: object = {}) =>
  store.admin('POST', RATES, { from_currency: 'USD', to_currency: 'EUR', rate, ...over })
const rates = async (query = '') => (await store.admin('GET', `${RATES}${query}`)).body.data
const current = async (code = 'EUR') => {
  const { data } = (await store.admin('GET', '/admin/v1/currencies')).body
  return data.find((currency: { code: string }) => currency.code === code)?.exchange_rate
}

describe('currencies', () => {
  test('a new store has those of its markets, the base currency among them', async () => {
    const plain = {
      status: 'active',
      conversion: 'manual',
      margin_basis_points: 0,
      rounding_increment: 1,
      price_ending: null,
      exchange_rate: null,
    }
    expect((await store.admin('GET', '/admin/v1/currencies')).body.data).toEqual([
      {
        code: 'INR',
        name: 'Indian Rupee',
        symbol: '₹',
        decimals: 2,
        is_base: false,
        markets: ['in'],
        ...plain,
      },
      { code: 'USD', name: 'US Dollar', symbol: '$', decimals: 2, is_base: true, markets: ['us'], ...plain },
    ])
    expect((await store.shop('GET', '/store/v1/currencies')).body.data).toEqual([
      { code: 'INR', name: 'Indian Rupee', symbol: '₹', decimals: 2, is_base: false },
      { code: 'USD', name: 'US Dollar', symbol: '$', decimals: 2, is_base: true },
    ])
  })

  test('one is set up, changed, switched off and forgotten, and shoppers see it at once', async () => {
    const shown = async () =>
      (await store.shop('GET', '/store/v1/currencies')).body.data.map(({ code }: { code: string }) => code)
    expect(await shown()).toEqual(['INR', 'USD'])
    const full = {
      conversion: 'automatic',
      margin_basis_points: 250,
      rounding_increment: 100,
      price_ending: 99,
    }
    expect(await put('KWD', full)).toMatchObject({
      status: 200,
      body: { code: 'KWD', decimals: 3, status: 'active', markets: [], ...full },
    })
    expect(await shown()).toEqual(['INR', 'KWD', 'USD'])
    // What is absent is set to its default.
    expect((await put('KWD', { status: 'inactive' })).body).toMatchObject({
      status: 'inactive',
      conversion: 'manual',
      price_ending: null,
    })
    expect(await shown()).toEqual(['INR', 'USD'])
    const { status, body } = await store.admin('DELETE', '/admin/v1/currencies/KWD')
    expect([status, body]).toEqual([200, { code: 'KWD', deleted: true }])
    expect((await store.admin('DELETE', '/admin/v1/currencies/KWD')).status).toBe(404)
    expect((await store.admin('GET', '/admin/v1/currencies')).body.data).toHaveLength(2)
  })

  test('a change of the default market changes the base currency', async () => {
    await store.shop('GET', '/store/v1/currencies')
    await store.admin('PATCH', '/admin/v1/store', { default_market: 'in' })
    expect((await store.shop('GET', '/store/v1/currencies')).body.data).toMatchObject([
      { code: 'INR', is_base: true },
      { code: 'USD', is_base: false },
    ])
  })

  test.each([
    ['XXZ', {}, 'currency'],
    ['eur', {}, 'currency'],
    ['USD', { conversion: 'automatic' }, 'conversion'],
    ['USD', { status: 'inactive' }, 'status'],
    ['INR', { status: 'inactive' }, 'status'],
    ['EUR', { status: 'asleep' }, 'status'],
    ['EUR', { rounding_increment: 0 }, 'rounding_increment'],
    ['EUR', { rounding_increment: 1e15 }, 'rounding_increment'],
    ['EUR', { rounding_increment: 100, price_ending: 100 }, 'price_ending'],
    ['EUR', { price_ending: 1 }, 'price_ending'],
    ['EUR', { margin_basis_points: -9_001 }, 'margin_basis_points'],
    ['EUR', { margin_basis_points: 0.5 }, 'margin_basis_points'],
    ['EUR', { rate: '1' }, 'rate'],
  ])('%s with %j is refused', async (code, body, path) => {
    expect(await put(code, body)).toMatchObject({ status: 422, body: { errors: [{ path }] } })
    expect((await store.admin('GET', '/admin/v1/currencies')).body.data).toHaveLength(2)
  })
})

describe('rates by hand', () => {
  test('are kept exactly, with their trend against the one before', async () => {
    const first = await setRate('0.8912345678')
    expect(first).toMatchObject({
      status: 201,
      body: {
        from_currency: 'USD',
        to_currency: 'EUR',
        rate: '0.8912345678',
        source: 'manual',
        confidence: 100,
        trend: 'stable',
        valid_until: null,
      },
    })
    expect((await setRate('0.9', { confidence: 40 })).body).toMatchObject({ trend: 'up', confidence: 40 })
    expect((await setRate('0.8999')).body.trend).toBe('stable')
    expect((await setRate('0.5')).body.trend).toBe('down')
    const stored = await rates()
    expect(stored.map(({ rate }: { rate: string }) => rate)).toEqual([
      '0.5000000000',
      '0.8999000000',
      '0.9000000000',
      '0.8912345678',
    ])
    expect(stored[3]).toEqual(first.body)
    expect((await setRate('9999999999.9999999999')).body.rate).toBe('9999999999.9999999999')
  })

  test('hold by their windows: one with an end until then, whatever was there; the next ends it', async () => {
    await put('EUR', { conversion: 'automatic' })
    expect(await current()).toBe(null)
    await setRate('0.8')
    expect(await current()).toBe('0.8000000000')
    const soon = new Date(Date.now() + DAY_MS).toISOString()
    await setRate('0.7', { valid_until: soon })
    await setRate('0.6', { valid_from: soon })
    expect(await current()).toBe('0.7000000000')
    await setRate('0.5')
    expect(await current()).toBe('0.5000000000')
    await setRate('0.4', { valid_from: '2020-01-01T00:00:00Z', valid_until: '2020-02-01T00:00:00+01:00' })
    expect(await current()).toBe('0.5000000000')
  })

  test('are found by pair and by the time at which they were valid, page by page', async () => {
    const on = (day: string) => `2020-01-${day}T00:00:00.000Z`
    await setRate('0.1', { valid_from: on('01'), valid_until: on('05') })
    await setRate('0.3', { valid_from: on('03') })
    await setRate('0.2', { valid_from: on('02'), valid_until: on('09') })
    await setRate('70', { to_currency: 'INR', valid_from: on('04') })
    const found = async (query: string) =>
      (await rates(query)).map(({ rate }: { rate: string }) => Number(rate))
    // The second ended the first, and the third began later and was ended by none.
    expect(await found('')).toEqual([70, 0.3, 0.2, 0.1])
    expect(await found('?pair=USDEUR')).toEqual([0.3, 0.2, 0.1])
    expect(await found(`?pair=USDEUR&at=${on('02')}`)).toEqual([0.2])
    expect(await found(`?pair=USDEUR&at=${on('03')}`)).toEqual([0.3, 0.2])
    expect(await found('?pair=EURUSD')).toEqual([])
    const seen: number[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await store.admin('GET', `${RATES}?limit=1${cursor && `&cursor=${cursor}`}`)
      seen.push(...body.data.map(({ rate }: { rate: string }) => Number(rate)))
      cursor = body.next_cursor
    }
    expect(seen).toEqual([70, 0.3, 0.2, 0.1])
  })

  test.each([
    [{ rate: '0' }, 'rate'],
    [{ rate: '-1' }, 'rate'],
    [{ rate: '1.00000000001' }, 'rate'],
    [{ rate: '10000000000' }, 'rate'],
    [{ rate: 0.89 }, 'rate'],
    [{ rate: '1e3' }, 'rate'],
    [{ to_currency: 'USD' }, 'to_currency'],
    [{ to_currency: 'XXZ' }, 'to_currency'],
    [{ confidence: 101 }, 'confidence'],
    [{ valid_from: 'tomorrow' }, 'valid_from'],
    [{ valid_from: '0000-01-01T00:00:00Z' }, 'valid_from'],
    [{ valid_until: '2020-01-01T00:00:00Z' }, 'valid_until'],
    [{ source: 'ecb' }, 'source'],
  ])('with %j are refused', async (over, path) => {
    expect(await setRate('1', over)).toMatchObject({ status: 422, body: { errors: [{ path }] } })
    expect(await rates()).toEqual([])
  })

  test.each(['pair=USD', 'pair=usdeur', 'at=now', 'cursor=x', 'limit=0', 'currency=USD'])(
    'are not listed by %s',
    async (query) => expect((await store.admin('GET', `${RATES}?${query}`)).status).toBe(422),
  )
})

describe('rates of the day', () => {
  const events = async (name: string) =>
    (await store.admin('GET', `/admin/v1/events?name=exchange_rates.${name}`)).body.data.map(
      ({ data }: { data: unknown }) => data,
    )
  /** Has the provider asked, and gives what the event of this name says about it. */
  async function refresh(name: 'refreshed' | 'refresh_failed') {
    const before = (await events(name)).length
    expect(await store.admin('POST', `${RATES}/refresh`)).toMatchObject({
      status: 202,
      body: { status: 'queued' },
    })
    await expect.poll(async () => (await events(name)).length, { timeout: 15_000 }).toBe(before + 1)
    return (await events(name))[0]
  }

  test('are worked out from the base currency for the others, and the same is not stored twice', async () => {
    await put('EUR', { conversion: 'automatic' })
    await put('AED', {})
    give({ USD: '1.25', INR: '100' })
    expect(await refresh('refreshed')).toMatchObject({
      source: 'ecb',
      date: today(),
      added: [
        { pair: 'USDEUR', rate: '0.8000000000' },
        { pair: 'USDINR', rate: '80.0000000000' },
      ],
      missing: ['AED'],
      rejected: [],
    })
    expect(await rates('?pair=USDEUR')).toMatchObject([{ source: 'ecb', confidence: 100, valid_until: null }])
    expect(await current()).toBe('0.8000000000')
    give({ USD: '1.25', INR: '101' })
    expect(await refresh('refreshed')).toMatchObject({ unchanged: ['USDEUR'], added: [{ pair: 'USDINR' }] })
    expect(await rates()).toHaveLength(3)
    expect((await rates('?pair=USDINR'))[0].trend).toBe('up')
  })

  test('that jump are kept out and reported, until someone sets the rate by hand', async () => {
    await put('EUR', { conversion: 'automatic' })
    await setRate('0.8')
    give({ USD: '0.125', INR: '10' })
    expect(await refresh('refreshed')).toMatchObject({
      rejected: [{ pair: 'USDEUR', rate: '8.0000000000', previous_rate: '0.8000000000' }],
      added: [{ pair: 'USDINR' }],
    })
    expect(await current()).toBe('0.8000000000')
    await setRate('7.9')
    expect((await refresh('refreshed')).added).toMatchObject([{ pair: 'USDEUR', rate: '8.0000000000' }])
    expect(await current()).toBe('8.0000000000')
  })

  test('do not touch a rate by hand that has an end', async () => {
    await put('EUR', { conversion: 'automatic' })
    await setRate('0.7', { valid_until: new Date(Date.now() + DAY_MS).toISOString() })
    give({ USD: '1.25' })
    await refresh('refreshed')
    expect(await current()).toBe('0.7000000000')
  })

  test('of a provider that fails, breaks off, is days late or lacks the base currency change nothing', async () => {
    await put('EUR', { conversion: 'automatic' })
    await setRate('0.8')
    const failing = async (change: () => void) => {
      give({ USD: '1.25' })
      change()
      return (await refresh('refresh_failed')).reason
    }
    expect(await failing(() => (answer.status = 500))).toContain('500')
    expect(await failing(() => (answer.text = answer.text.slice(0, -20)))).toContain('no list of rates')
    expect(await failing(() => give({ USD: '1.25' }, '2026-01-01'))).toContain('2026-01-01')
    expect(await failing(() => give({ INR: '100' }))).toContain('USD')
    expect(await rates()).toHaveLength(1)
    expect(await current()).toBe('0.8000000000')
  })
})
