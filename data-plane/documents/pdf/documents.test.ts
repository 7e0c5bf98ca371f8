// Draws documents and reads them back.
import { existsSync } from 'node:fs'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { describe, expect, test } from 'vitest'
import { type InvoiceContent, taxSummary } from '../rules/content.ts'
import { formatOf } from '../rules/format.ts'
import { drawInvoice } from './invoice.ts'
import { drawPackingSlip } from './packing-slip.ts'

/** The text of each page, word for word, from left to right and from top to bottom. */
async function pagesOf(pdf: Buffer): Promise<string[]> {
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise
  const pages: string[] = []
  for (let i = 1; i <= document.numPages; i += 1) {
    const { items } = await (await document.getPage(i)).getTextContent()
    pages.push(
      items
        .map((item) => ('str' in item ? item.str : ''))
        .join(' ')
        .replaceAll(/\s+/g, ' '),
    )
  }
  return pages
}

const content = (over: Partial<InvoiceContent> = {}): InvoiceContent => ({
  ...{
    number: 'INV-7',
    order_number: 1001,
    issued_at: '2026-01-31T23:30:00.000Z',
    locale: 'en-US',
    currency: 'USD',
  },
  seller: { lines: ['Linen House Ltd', '1 Mill Lane', 'Leeds'], tax_id: 'GB123' },
  buyer: { lines: ['Zoë Müller', '1 Market Street', '62701 Springfield IL'], tax_id: '' },
  lines: [
    {
      ...{ title: 'Shirt', detail: 'Size M · SH-M', quantity: 2, unit_amount: 123_456, discount: 6_912 },
      ...{ amount: 240_000, rates: [82_500] },
    },
  ],
  ...{
    subtotal: 246_912,
    discount: 6_912,
    shipping: 500,
    tax: 19_841,
    tax_included: 0,
    rounding: 0,
    total: 260_341,
  },
  taxes: [{ name: 'Sales tax', ppm: 82_500, net: 240_500, amount: 19_841 }],
  payments: [
    { method: 'gift_card', amount: 1_000 },
    { method: 'stripe', amount: 200_000 },
  ],
  ...{ credited: 0, refunded: 0, outstanding: 59_341, footer: 'Bank: 12-34-56\nThank you.' },
  ...over,
})
/** The reader sees a gap where fonts change within words, and a control character for a mark drawn by itself. */
const close = (text: string): string => text.replaceAll(/[ \p{Cc}]/gu, '').normalize('NFC')
const textOf = async (over: Partial<InvoiceContent> = {}, font?: string) =>
  (await pagesOf(await drawInvoice(content(over), font))).join('\n')

describe('an invoice', () => {
  test('says who, what, how much, and what is left to pay', async () => {
    const text = await textOf()
    for (const part of [
      'Invoice',
      'Number: INV-7',
      'Date: January 31, 2026',
      'Order: #1001',
      'Linen House Ltd',
      'Tax ID: GB123',
      'Bill to Zoë Müller',
      'Shirt',
      'Size M · SH-M',
      '$1,234.56',
      '-$69.12',
      '8.25%',
      'Subtotal $2,469.12',
      'Shipping $5.00',
      'Total $2,603.41',
      'Sales tax 8.25% $2,405.00 $198.41',
      'Gift card -$10.00',
      'Paid -$2,000.00',
      'Amount due $593.41',
      'Bank: 12-34-56',
      'Page 1 of 1',
    ])
      expect(text).toContain(part)
    expect(text).not.toContain('Prices include tax')
    expect(text).not.toContain('Rounding')
  })

  test('with prices that include tax does not add it', async () => {
    const text = await textOf({ tax_included: 19_841, total: 240_500 })
    expect(text).toContain('Prices include tax')
    expect(text).toMatch(/Shipping \$5\.00 Total \$2,405\.00/)
  })

  test.each([
    ['de-DE', 'EUR', ['Rechnung', 'Zwischensumme 2.469,12 €', '8,25 %', '31. Januar 2026', 'Seite 1 von 1']],
    ['fr-FR', 'EUR', ['Facture', 'Sous-total 2 469,12 €', '31 janvier 2026']],
    ['es-ES', 'EUR', ['Factura', '31 de enero de 2026', 'Base imponible']],
    ['hi-IN', 'INR', ['बीजक', '₹2,469.12', '31 जनवरी 2026']],
    ['en-GB', 'JPY', ['Invoice', 'JP¥246,912', '31 January 2026']],
    // Words that nobody wrote yet are English, with English numbers.
    ['el-GR', 'EUR', ['Invoice', '€2,469.12']],
    ['ar-EG', 'EGP', ['Invoice', 'EGP 2,469.12']],
  ])('for %s in %s', async (locale, currency, parts) => {
    const text = await textOf({ locale, currency })
    for (const part of parts) expect(close(text)).toContain(close(part))
  })

  test('writes Greek, Cyrillic, Vietnamese and Devanagari names, and marks what it cannot', async () => {
    const names = ['Ελένη Παπαδοπούλου', 'Зоя Иванова', 'Nguyễn Thị Hạnh', 'आरव कमल', 'Łukasz Świątek']
    const text = await textOf({ buyer: { lines: [...names, '東京'], tax_id: '' } })
    for (const name of names) expect(close(text)).toContain(close(name))
    expect(text).toContain('??')
  })

  const OTHER = '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'
  test.skipIf(!existsSync(OTHER))('is in Arabic where there is a font for it', async () => {
    const text = await textOf({ locale: 'ar-EG', currency: 'EGP' }, OTHER)
    expect(text.normalize('NFKC')).toContain('فاتورة')
    expect(text).not.toContain('Invoice')
    expect(text).toContain('2,469.12')
  })

  test('of many lines goes over pages, each with the head and its number', async () => {
    const [line] = content().lines
    const lines = Array.from({ length: 120 }, (_, i) => ({ ...line!, title: `Article ${i + 1}.` }))
    const pages = await pagesOf(await drawInvoice(content({ lines }), undefined))
    expect(pages.length).toBeGreaterThan(3)
    const listed = pages.filter((page) => page.includes('Article '))
    for (const page of listed) expect(page).toContain('Item Qty Unit price Discount Tax Amount')
    for (const [i, page] of pages.entries()) expect(page).toContain(`Page ${i + 1} of ${pages.length}`)
    const all = pages.join(' ')
    for (let i = 1; i <= 120; i += 1) expect(all.split(`Article ${i}.`)).toHaveLength(2)
  })

  test('breaks long words and titles instead of running over the edge', async () => {
    const [line] = content().lines
    const long = { ...line!, title: `${'Donaudampfschiff'.repeat(12)} and ${'more words '.repeat(20)}` }
    const document = await getDocument({
      data: new Uint8Array(await drawInvoice(content({ lines: [long] }), undefined)),
      verbosity: 0,
    }).promise
    const page = await document.getPage(1)
    const [, , width] = page.view
    const { items } = await page.getTextContent()
    for (const item of items)
      if ('str' in item && item.str.trim() !== '')
        expect(item.transform[4] + item.width).toBeLessThanOrEqual((width ?? 0) - 50 + 1)
  })

  test('of the same content is the same, byte for byte', async () => {
    const [one, two] = [await drawInvoice(content(), undefined), await drawInvoice(content(), undefined)]
    expect(one.equals(two)).toBe(true)
  })
})

test('a packing slip says what to put in the parcel, and no price', async () => {
  const pdf = await drawPackingSlip(
    {
      ...{ locale: 'de-DE', currency: 'EUR', order_number: 1001, at: '2026-01-31T00:00:00.000Z' },
      ...{ seller: ['Leinenhaus'], ship_to: ['Jörg Groß', 'Straße 1'], tracking: ['DHL 42'] },
      lines: [{ title: 'Hemd', variant_title: 'Größe M', sku: 'SH-M', quantity: 3 }],
    },
    undefined,
  )
  const [text] = await pagesOf(pdf)
  for (const part of ['Lieferschein', 'Lieferung an', 'Jörg Groß', 'DHL 42', 'Hemd', 'Größe M', 'SH-M', '3'])
    expect(text).toContain(part)
  expect(text).not.toContain('€')
})

describe('tax by rate', () => {
  const rate = (code: string, ppm: number, amount: number) => ({ code, name: code, ppm, amount })
  test('with tax on shipping, for prices with and without tax', () => {
    const lines = [{ net: 10_000, taxes: [rate('vat', 190_000, 1_900)] }]
    expect(taxSummary([rate('vat', 190_000, 1_995)], lines, { amount: 500, isInclusive: false })).toEqual([
      { name: 'vat', ppm: 190_000, amount: 1_995, net: 10_500 },
    ])
    expect(taxSummary([rate('vat', 190_000, 1_995)], lines, { amount: 595, isInclusive: true })[0]?.net).toBe(
      10_500,
    )
  })

  test('with several rates, of which each line has its own, and shipping a mean of them', () => {
    const lines = [
      { net: 10_000, taxes: [rate('vat', 190_000, 1_900)] },
      { net: 5_000, taxes: [rate('vat', 70_000, 350)] },
    ]
    const due = [rate('vat', 190_000, 1_957), rate('vat', 70_000, 364)]
    expect(taxSummary(due, lines, { amount: 500, isInclusive: false }).map(({ net }) => net)).toEqual([
      10_300, 5_200,
    ])
    expect(taxSummary([], [{ net: 1, taxes: [] }], { amount: 5, isInclusive: false })).toEqual([])
  })
})

test('amounts have the digits of their currency, exactly', () => {
  expect(formatOf('en-US', 'JPY').money(500)).toBe('¥500')
  expect(formatOf('en-US', 'KWD').money(1_005)).toBe('KWD 1.005')
  expect(formatOf('en-US', 'USD').money(9_007_199_254_740_991)).toBe('$90,071,992,547,409.91')
  expect(formatOf('de-CH', 'CHF').money(-5)).toBe('CHF-0.05')
})
