// Published totals with tax and discounts; units are minor units, so that 65.00 is 6500.
import { describe, expect, test } from 'vitest'
import {
  cutsOf,
  fixed,
  line,
  offLines,
  offOrder,
  percent,
  promotion,
  quoteOf,
  rate,
} from '../../../shared/testing/quotes.ts'
import { refund } from './refund.ts'

const INCLUSIVE = { terms: { prices_include_tax: true } }
const shipping = (amount: number, taxPercent = 0) => ({
  code: 'post',
  amount,
  taxes: taxPercent === 0 ? [] : [rate(taxPercent)],
})
const freeShipping = promotion('free', { kind: 'shipping', value: percent(100) })

test('B1 several rates, tax on top', () => {
  const quote = quoteOf([line('a', [2, 3000, 10]), line('b', [1, 500, 50])])
  expect(quote).toMatchObject({ subtotal: 6500, tax: 850, total: 7350 })
})

test('B2 a discount lowers the tax', () => {
  const lines = [line('a', [2, 5000, 10])]
  const quote = quoteOf(lines, { promotions: [promotion('p', offOrder(fixed(1000)))] })
  expect(quote).toMatchObject({ tax: 900, total: 9900 })
  const original = quoteOf(lines)
  expect(original.total).toBe(11000)
  expect(original.total - quote.total).toBe(1100)
})

test('B3 prices with and without tax in one order', () => {
  const quote = quoteOf([line('a', [2, 5000, 10], { price_includes_tax: true }), line('b', [2, 5000, 10])])
  expect(quote).toMatchObject({ net: 19091, tax: 1909, tax_included: 909, total: 21000 })
})

test('B4 discounts on the item and on its shipping', () => {
  const lines = [line('a', [2, 5000, 10])]
  const with_ = { shipping: shipping(2500, 10), terms: { shipping_tax: 'own' } } as const
  const promotions = [
    promotion('item', offOrder(fixed(2000))),
    promotion('post', { kind: 'shipping', value: fixed(200) }),
  ]
  const quote = quoteOf(lines, { ...with_, promotions })
  expect(quote.lines[0]).toMatchObject({ total: 8800 })
  expect(quote.shipping_totals).toMatchObject({ subtotal: 2500, discount: 200, total: 2530 })
  expect(quote).toMatchObject({ tax: 1030, total: 11330 })
  expect(quoteOf(lines, with_).total).toBe(13750)
})

test('B5 each unit of two gives back half, and then nothing is left', () => {
  const { lines } = quoteOf([line('a', [2, 5000, 10])], {
    promotions: [promotion('p', offOrder(fixed(2000)))],
  })
  const [sold] = lines
  if (sold === undefined) throw new Error('There is no line.')
  expect(sold.total).toBe(8800)
  const half = { ok: true, share: { amount: 4400, net: 4000, tax: 400, discount: 1000 } }
  expect(refund(sold, { quantity: 1 }, { quantity: 0, amount: 0 })).toMatchObject(half)
  expect(refund(sold, { quantity: 1 }, { quantity: 1, amount: 4400 })).toMatchObject(half)
  const all = { quantity: 2, amount: 8800 }
  expect(refund(sold, { quantity: 1 }, all)).toEqual({ ok: false, reason: 'quantity_too_high', left: 0 })
  expect(refund(sold, { amount: 1 }, all)).toEqual({ ok: false, reason: 'amount_too_high', left: 0 })
})

test('B6 tax is rounded on the line, not on its units', () => {
  expect(quoteOf([line('a', [1, 123, 20])])).toMatchObject({ net: 123, total: 148 })
  expect(quoteOf([line('a', [3, 123, 20])])).toMatchObject({ net: 369, total: 443 })
})

test('B7 an empty cart costs nothing, whatever is chosen', () => {
  const quote = quoteOf([], { shipping: shipping(500), promotions: [promotion('p', offOrder(percent(10)))] })
  expect(quote).toMatchObject({ subtotal: 0, shipping: 0, tax: 0, total: 0, due: 0 })
})

test('B8 shipping with tax on top, and with tax contained', () => {
  const lines = [line('a', [1, 100, 20])]
  const own = { shipping: shipping(500, 20), terms: { shipping_tax: 'own' } } as const
  expect(quoteOf(lines, own).shipping_totals).toMatchObject({ net: 500, total: 600 })
  const inclusive = quoteOf(lines, { ...own, terms: { ...own.terms, prices_include_tax: true } })
  expect(inclusive.lines[0]).toMatchObject({ net: 83, total: 100 })
  expect(inclusive.shipping_totals).toMatchObject({ net: 417, total: 500 })
})

test('B11 an amount off the order, tax on top', () => {
  const quote = quoteOf([line('a', [1, 1230, 20])], { promotions: [promotion('p', offOrder(fixed(500)))] })
  expect(quote).toMatchObject({ net: 730, total: 876 })
})

test('B12 an amount off the order, tax contained at two rates', () => {
  const promotions = [promotion('p', offOrder(fixed(500)))]
  const quote = quoteOf([line('a', [1, 2000, 20]), line('b', [2, 1000, 10])], { ...INCLUSIVE, promotions })
  expect(quote.total).toBe(3500)
})

test('B14 free shipping by code', () => {
  const quote = quoteOf([line('a', [1, 100])], { shipping: shipping(500), promotions: [freeShipping] })
  expect(quote).toMatchObject({ shipping: 0, total: 100, subtotal: 100 })
})

describe('a promotion sees what the one before it left', () => {
  const promotions = [
    promotion('P1', offOrder(percent(50)), {
      priority: 1,
      conditions: [{ kind: 'line_quantity', quantity: 3, filter: {} }],
    }),
    promotion('P2', offOrder(percent(10)), {
      priority: 2,
      conditions: [{ kind: 'min_subtotal', amount: 1000, filter: {} }],
    }),
  ]
  const of = (quantity: number, amount: number) =>
    quoteOf([line('a', [quantity, amount, 20])], { promotions })
  const names = (quote: ReturnType<typeof of>) => quote.applied.map(({ promotion_id }) => promotion_id)

  test('B15 one takes the ground from the other', () => {
    expect(of(2, 500)).toMatchObject({ net: 900, total: 1080 })
    expect(names(of(2, 500))).toEqual(['P2'])
    expect(of(3, 500)).toMatchObject({ net: 750, total: 900 })
    expect(names(of(3, 500))).toEqual(['P1'])
    expect(of(3, 500).rejected).toMatchObject([{ promotion_id: 'P2', reason: 'subtotal_too_low' }])
  })

  test('B16 both apply', () => {
    expect(of(2, 800)).toMatchObject({ net: 1440, total: 1728 })
    expect(of(3, 800)).toMatchObject({ net: 1080, total: 1296 })
    expect(names(of(3, 800))).toEqual(['P1', 'P2'])
  })
})

test('B18 10 % and then 10 %, tax contained', () => {
  const lines = [line('a', [1, 155_880, 20])]
  const item = promotion('item', offLines(percent(10)), { priority: 1 })
  const order = promotion('order', offOrder(percent(10)), { priority: 2 })
  const one = quoteOf(lines, { ...INCLUSIVE, promotions: [item] })
  expect(one).toMatchObject({ net: 116_910, total: 140_292 })
  const both = quoteOf(lines, { ...INCLUSIVE, promotions: [order, item] })
  expect(both).toMatchObject({ net: 105_219, total: 126_263 })
})

test('B20 15 % off some lines and 500 off the order, tax contained at two rates', () => {
  const promotions = [
    promotion('items', offLines(percent(15), { filter: { tags: ['ten'] } }), { priority: 1 }),
    promotion('order', offOrder(fixed(500)), { priority: 2 }),
  ]
  const lineOf = (id: string, quantity: number) => {
    if (id.startsWith('a')) return line(id, [quantity, 1000, 20], { tags: ['ten'] })
    return line(id, [quantity, id.startsWith('b') ? 3499 : 255, 10])
  }
  // The published net rounds unit by unit, which is what lines of one unit do.
  const units = ['a1', 'a2', 'b', 'c1', 'c2', 'c3', 'c4'].map((id) => lineOf(id, 1))
  expect(quoteOf(units, { ...INCLUSIVE, promotions })).toMatchObject({ net: 5082, total: 5719 })
  // We round once on each line, which is nearer to the exact 5080.68.
  const lines = [lineOf('a', 2), lineOf('b', 1), lineOf('c', 4)]
  expect(quoteOf(lines, { ...INCLUSIVE, promotions })).toMatchObject({ net: 5080, total: 5719 })
})

test('B21 a fee and a deduction', () => {
  const of = (amount: number) => {
    const surcharges = [{ id: 's', name: 'Handling', amount, taxes: [rate(20)] }]
    return quoteOf([line('a', [1, 1000, 20])], { surcharges })
  }
  expect(of(240)).toMatchObject({ net: 1240, total: 1488, surcharge: 240, discount: 0 })
  expect(of(-240)).toMatchObject({ net: 760, total: 912, surcharge: 0, discount: 240 })
  expect(of(0).surcharges).toMatchObject([{ id: 's', total: 0 }])
  expect(of(-5000)).toMatchObject({ net: 0, tax: 0, total: 0, discount: 1000 })
})

test('B22 tax of two units, on top and contained', () => {
  expect(quoteOf([line('a', [2, 100, 20])])).toMatchObject({ net: 200, tax: 40, total: 240 })
  expect(quoteOf([line('a', [2, 100, 20])], INCLUSIVE)).toMatchObject({ net: 167, tax: 33, total: 200 })
  expect(quoteOf([line('a', [1, 100, 20])], INCLUSIVE)).toMatchObject({ net: 83, total: 100 })
})

test('B24 discounts stop at nothing, and spare the shipping', () => {
  const of = (...promotions: ReturnType<typeof promotion>[]) =>
    quoteOf([line('a', [1, 100])], { shipping: shipping(500), promotions })
  expect(of(promotion('p', offOrder(fixed(1000))))).toMatchObject({ net: 500, discount: 100, total: 500 })
  const twice = of(
    promotion('p', offLines(percent(100)), { priority: 1 }),
    promotion('q', offLines(percent(20)), { priority: 2 }),
  )
  expect(twice.lines[0]).toMatchObject({ net: 0, total: 0 })
  expect(twice.rejected).toMatchObject([{ promotion_id: 'q', reason: 'nothing_left_to_discount' }])
})

test('B25 23 % on top and contained', () => {
  expect(quoteOf([line('a', [1, 1000, 23])])).toMatchObject({ net: 1000, total: 1230 })
  expect(quoteOf([line('a', [1, 1000, 23])], INCLUSIVE)).toMatchObject({ net: 813, total: 1000 })
})

describe('shipping is taxed as the goods are', () => {
  const lines = [line('a', [3, 1000, 23]), line('b', [2, 2000, 3])]
  const of = (shipping_tax: 'highest' | 'weighted') =>
    quoteOf(lines, { shipping: shipping(1000), terms: { shipping_tax } })

  test('B27 at the highest rate', () => {
    expect(of('highest')).toMatchObject({ net: 8000, total: 9040 })
  })

  test('B28 at the weighted rate', () => {
    const quote = of('weighted')
    expect(quote.shipping_totals).toMatchObject({ total: 1116, taxes: [{ ppm: 115_714 }] })
    expect(quote.total).toBe(8926)
  })
})

test('B30 a percentage is rounded on each line, or once for all', () => {
  const lines = [106, 206, 306, 406].map((amount, i) => line(String(i), [1, amount]))
  const promotions = [promotion('p', offLines(percent(10)))]
  expect(cutsOf(quoteOf(lines, { promotions }))).toEqual([[11], [21], [31], [41]])
  const once = quoteOf(lines, { promotions, terms: { percent_rounding: 'sum' } })
  expect(once.discount).toBe(102)
})

test('B32 an amount off goods and shipping, then 50 % off the goods', () => {
  const promotions = [
    promotion('manual', { kind: 'total', value: fixed(1000) }, { priority: 1 }),
    promotion('voucher', offOrder(percent(50)), { priority: 2 }),
  ]
  const quote = quoteOf([line('a', [1, 7000])], { shipping: shipping(1000), promotions })
  expect(cutsOf(quote)).toEqual([[875, 3063]])
  expect(quote.shipping).toBe(875)
})

test('B33 a voucher never eats the shipping; staff may', () => {
  const of = (kind: 'order' | 'total') =>
    quoteOf([line('a', [1, 7000])], {
      shipping: shipping(1000),
      promotions: [promotion('p', { kind, value: fixed(10_000) })],
    })
  expect(of('order').total).toBe(1000)
  expect(of('total').total).toBe(0)
})

test('B34 tax contained in a price', () => {
  expect(quoteOf([line('a', [1, 10_000, 19])], INCLUSIVE)).toMatchObject({ tax: 1597, net: 8403 })
})

test('B35 the net price stays where another rate is due', () => {
  const abroad = line('a', [1, 10_000, 25], { included_taxes: [rate(19)] })
  expect(quoteOf([abroad], INCLUSIVE)).toMatchObject({ total: 10_504, tax: 2101, net: 8403 })
  // A price without tax is the net price already.
  expect(quoteOf([abroad])).toMatchObject({ net: 10_000, tax: 2500 })
})

test('B37 and B38 tax of the whole price and of half of it, off the line or the order', () => {
  const lines = [line('a', [1, 25_000, 10])]
  expect(quoteOf(lines)).toMatchObject({ tax: 2500, total: 27_500 })
  for (const effect of [offLines(percent(50)), offOrder(percent(50))])
    expect(quoteOf(lines, { promotions: [promotion('p', effect)] })).toMatchObject({
      tax: 1250,
      total: 13_750,
    })
})

test('B40 an amount off the order lowers the tax of each line', () => {
  const quote = quoteOf([line('a', [1, 25_000, 10]), line('b', [1, 15_000, 10])], {
    promotions: [promotion('p', offOrder(fixed(8000)))],
  })
  expect(quote.lines.map(({ tax }) => tax)).toEqual([2000, 1200])
  expect(quote.total).toBe(35_200)
})

test('B41 and B43 contained tax is back when the promotion goes', () => {
  const lines = [line('a', [1, 35_000, 20])]
  expect(quoteOf(lines, INCLUSIVE)).toMatchObject({ tax: 5833, total: 35_000 })
  const promotions = [promotion('p', offOrder(percent(50)))]
  expect(quoteOf(lines, { ...INCLUSIVE, promotions }).tax).toBe(2917)
  expect(quoteOf(lines, INCLUSIVE)).toMatchObject({ tax: 5833, total: 35_000 })
})

test('B44 rates that were resolved add up; a rate that was not is not there', () => {
  const [country, state] = [rate(10, 'country'), rate(5, 'state')]
  expect(quoteOf([line('a', [1, 1000], { taxes: [country] })]).tax).toBe(100)
  const both = quoteOf([line('a', [1, 1000], { taxes: [country, state] })])
  expect(both.taxes.map(({ code, amount }) => [code, amount])).toEqual([
    ['country', 100],
    ['state', 50],
  ])
})
