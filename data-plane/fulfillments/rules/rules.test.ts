import { describe, expect, test } from 'vitest'
import { trackingOf } from './carriers.ts'
import { estimateOf } from './estimate.ts'
import { type Line, maySend, openOf, planOf, sendableFrom, takenBy } from './plan.ts'
import { isNews, type Reported, shownStatus } from './status.ts'
import { supplierMail } from './supplier-mail.ts'

const line = (over: Partial<Line> = {}): Line => ({
  ...{ id: 'one', variant_id: 'shirt', quantity: 5 },
  ...{ fulfilled_quantity: 0, refunded_quantity: 0, cancelled_quantity: 0 },
  ...over,
})
const held = (variant_id: string, location_id: string, quantity: number) => ({
  variant_id,
  location_id,
  quantity,
})

describe('what is open', () => {
  test.each<[string, Partial<Line>, number]>([
    ['all of a new line', {}, 5],
    ['what was not sent', { fulfilled_quantity: 2 }, 3],
    ['nothing that was paid back before it was sent', { refunded_quantity: 2, cancelled_quantity: 2 }, 3],
    ['the rest, though what was sent was paid back', { fulfilled_quantity: 3, refunded_quantity: 3 }, 2],
    ['no more than was not paid back', { refunded_quantity: 2 }, 3],
  ])('%s', (_, over, due) => {
    expect(openOf(line(over))).toBe(due)
  })

  test('is planned from where it is held, and what nobody holds from elsewhere', () => {
    const lines = [
      line(),
      line({ id: 'two', quantity: 2 }),
      line({ id: 'three', variant_id: null, quantity: 1 }),
    ]
    expect(planOf(lines, [held('shirt', 'north', 4), held('shirt', 'south', 2)], 'home')).toEqual([
      { location_id: 'north', line_items: [{ line_item_id: 'one', quantity: 4 }] },
      {
        location_id: 'south',
        line_items: [
          { line_item_id: 'one', quantity: 1 },
          { line_item_id: 'two', quantity: 1 },
        ],
      },
      {
        location_id: 'home',
        line_items: [
          { line_item_id: 'two', quantity: 1 },
          { line_item_id: 'three', quantity: 1 },
        ],
      },
    ])
  })

  test('can be sent from a place as far as no other place holds it', () => {
    const lines = [line(), line({ id: 'two', quantity: 2 })]
    const parts = [held('shirt', 'north', 4), held('shirt', 'south', 2)]
    expect(sendableFrom(lines, parts, 'north').get('shirt')).toBe(5)
    expect(sendableFrom(lines, parts, 'south').get('shirt')).toBe(3)
    expect(sendableFrom(lines, parts, 'home').get('shirt')).toBe(1)
  })

  test('what was taken is spread over the lines in their order', () => {
    const wanted = [
      { line_item_id: 'one', quantity: 2, variantId: 'shirt' },
      { line_item_id: 'two', quantity: 2, variantId: 'shirt' },
      { line_item_id: 'three', quantity: 1, variantId: null },
    ]
    const taken = takenBy(wanted, new Map([['shirt', 3]]))
    expect(taken.map(({ taken_quantity }) => taken_quantity)).toEqual([2, 1, 0])
  })
})

test.each([
  ['pending', 'test', false],
  ['partially_paid', 'stripe', false],
  ['pending', 'cash_on_delivery', true],
  ['pending', 'manual', true],
  ['authorized', 'stripe', true],
  ['paid', 'stripe', true],
  ['partially_refunded', 'stripe', true],
])('an order that is %s by %s may be sent: %s', (payment_status, payment_method, due) => {
  expect(maySend({ payment_status, payment_method })).toBe(due)
})

test('goes forward only, and never on from having been cancelled', () => {
  const order: Reported[] = ['pending', 'shipped', 'in_transit', 'out_for_delivery', 'delivered']
  for (const [i, from] of order.entries())
    for (const [j, to] of order.entries()) expect(isNews(from, to), `${from} → ${to}`).toBe(j > i)
  expect(isNews('requested', 'pending')).toBe(true)
  expect(isNews('cancelling', 'pending')).toBe(false)
  expect(isNews('cancelling', 'shipped')).toBe(true)
  expect(isNews('cancelled', 'delivered')).toBe(false)
  expect([shownStatus('requested'), shownStatus('cancelling'), shownStatus('shipped')]).toEqual([
    'pending',
    'pending',
    'shipped',
  ])
})

describe('tracking', () => {
  test.each([
    ['1Z999AA10123456784', 'UPS', 'https://www.ups.com/track?tracknum=1Z999AA10123456784'],
    [
      '9400 1118 9956 4467 1234 56',
      'USPS',
      'https://tools.usps.com/go/TrackConfirmAction?tLabels=9400111899564467123456',
    ],
    [
      'RR 123 456 785 GB',
      'Royal Mail',
      'https://www.royalmail.com/track-your-item#/tracking-results/RR123456785GB',
    ],
    ['ee123456789in', 'India Post', 'https://www.indiapost.gov.in/'],
    ['RR123456785US', 'USPS', 'https://tools.usps.com/go/TrackConfirmAction?tLabels=RR123456785US'],
  ])('%s is told to be of %s', (number, carrier, url) => {
    expect(trackingOf({ carrier: '', number })).toEqual({ carrier, number, url })
  })

  test('a carrier is known by its name or code, in any spelling', () => {
    for (const carrier of ['blue_dart', 'Blue Dart', 'BLUEDART'])
      expect(trackingOf({ carrier, number: '12345678901' })).toEqual({
        carrier: 'Blue Dart',
        number: '12345678901',
        url: 'https://www.bluedart.com/trackdartresultthirdparty?trackFor=0&trackNo=12345678901',
      })
  })

  test('what could be of anybody is left open, and a page that is given goes first', () => {
    expect(trackingOf({ carrier: '', number: '123456789012' })).toEqual({
      carrier: '',
      number: '123456789012',
      url: null,
    })
    expect(trackingOf({ carrier: 'Mule & Sons', number: 'a b', url: 'https://mule.example/ab' })).toEqual({
      carrier: 'Mule & Sons',
      number: 'a b',
      url: 'https://mule.example/ab',
    })
    expect(trackingOf({ carrier: 'dpd', number: 'x/y?' }).url).toMatch(/parcel\/X%2FY%3F$/)
  })
})

test('is expected on the day that was given, or as the shipping method promises from when it left', () => {
  const left = '2025-01-30T23:00:00.000Z'
  const days = { min_days: 1, max_days: 3 }
  expect(estimateOf('2025-02-10', left, days)).toEqual({ earliest: '2025-02-10', latest: '2025-02-10' })
  expect(estimateOf(null, left, days)).toEqual({ earliest: '2025-01-31', latest: '2025-02-02' })
  expect(estimateOf(null, left, { min_days: null, max_days: 3 })?.earliest).toBe('2025-01-30')
  for (const none of [
    estimateOf(null, undefined, days),
    estimateOf(null, left, undefined),
    estimateOf(null, left, { min_days: null, max_days: null }),
  ])
    expect(none).toBeNull()
})

test('a supplier reads what to send where, or what not to send', () => {
  const telling = {
    storeName: 'Tea House',
    order: {
      number: 1001,
      shipping_method: 'standard',
      shipping_address: {
        ...{ name: 'Ada', company: '', line1: '1 Main St', line2: '', city: 'Springfield', state: 'IL' },
        ...{ postal_code: '62701', country: 'US', phone: '' },
      },
    },
    lines: [{ quantity: 2, title: 'Tea', variant_title: '100 g', sku: 'TEA-1' }],
    supplier: { supplier_name: 'Leaf', supplier_email: 'leaf@mail.example' },
    link: 'https://tea.example/answers#token',
  }
  const { recipient, subject, body } = supplierMail({ ...telling, isCancelled: false })
  expect([recipient, subject]).toEqual(['leaf@mail.example', 'Tea House: please send order #1001'])
  expect(body).toContain('2 × Tea (100 g), TEA-1')
  expect(body).toContain('To:\nAda\n1 Main St\n62701 Springfield IL\nUS')
  expect(body).toMatch(/answers#token$/)
  const stop = supplierMail({ ...telling, isCancelled: true })
  expect(stop.subject).toBe('Tea House: do not send order #1001')
  expect(stop.body).not.toContain('#token')
})
