import type { InvoiceContent } from '../rules/content.ts'
import { type Format, formatOf } from '../rules/format.ts'
import { type Labels, labelsFor } from '../rules/labels.ts'
import { canWrite } from './fonts.ts'
import { type Column, openSheet, type Sheet } from './sheet.ts'

/** Draws an invoice. Of the same content always the same bytes. */
export function drawInvoice(content: InvoiceContent, otherFont: string | undefined): Promise<Buffer> {
  const { labels, locale } = labelsFor(content.locale, (text) => canWrite(text, otherFont !== undefined))
  const format = formatOf(locale, content.currency)
  const sheet = openSheet({
    ...{ paper: paperOf(content.locale), title: `${labels.invoice} ${content.number}` },
    ...{ language: new Intl.Locale(locale).language, at: new Date(content.issued_at), otherFont },
  })
  sheet.text(labels.invoice, { size: 20, bold: true })
  sheet.space(10)
  sheet.columns([
    [...content.seller.lines, ...taxId(content.seller.tax_id, labels)].map(format.text),
    [
      `${labels.number}: ${content.number}`,
      `${labels.date}: ${format.date(content.issued_at)}`,
      `${labels.order}: #${content.order_number}`,
    ],
  ])
  sheet.space(16)
  sheet.columns([
    [labels.bill_to, ...content.buyer.lines, ...taxId(content.buyer.tax_id, labels)].map(format.text),
    [''],
  ])
  sheet.space(16)
  drawLines(sheet, content, labels, format)
  drawSums(sheet, content, labels, format)
  if (content.footer !== '') {
    sheet.space(20)
    for (const line of content.footer.split('\n')) sheet.text(format.text(line), { pale: true })
  }
  return sheet.finish(
    (page, pages) =>
      `${labels.invoice} ${content.number}  ·  ${labels.page.replace('{page}', String(page)).replace('{pages}', String(pages))}`,
  )
}

/** Where paper is not that of ISO 216. */
const LETTER = new Set(['US', 'CA', 'MX', 'CO', 'CL', 'PH'])
export const paperOf = (locale: string): 'A4' | 'LETTER' =>
  LETTER.has(new Intl.Locale(locale).region ?? '') ? 'LETTER' : 'A4'

const taxId = (id: string, labels: Labels): string[] => (id === '' ? [] : [`${labels.tax_id}: ${id}`])

function drawLines(sheet: Sheet, { lines }: InvoiceContent, labels: Labels, format: Format): void {
  const hasDiscount = lines.some(({ discount }) => discount !== 0)
  const right = 'right' as const
  const columns: Column[] = [
    { title: labels.item, width: 5 },
    { title: labels.quantity, width: 1.1, align: right },
    { title: labels.unit_price, width: 2, align: right },
    ...(hasDiscount ? [{ title: labels.discount, width: 1.8, align: right }] : []),
    { title: labels.tax, width: 1.4, align: right },
    { title: labels.amount, width: 2, align: right },
  ]
  sheet.table(
    columns,
    lines.map((line) => [
      { text: format.text(line.title), detail: format.text(line.detail) },
      format.number(line.quantity),
      format.money(line.unit_amount),
      ...(hasDiscount ? [format.money(-line.discount)] : []),
      line.rates.map(format.rate).join(' + '),
      format.money(line.amount),
    ]),
  )
}

function drawSums(sheet: Sheet, content: InvoiceContent, labels: Labels, format: Format): void {
  const { subtotal, discount, shipping, tax, tax_included, rounding, total, taxes, payments } = content
  const some = (name: string, amount: number) => (amount === 0 ? [] : [{ name, value: format.money(amount) }])
  sheet.space(6)
  sheet.sums([
    { name: labels.subtotal, value: format.money(subtotal) },
    ...some(labels.discount, -discount),
    ...some(labels.shipping, shipping),
    ...some(labels.tax, tax - tax_included),
    ...some(labels.rounding, rounding),
    { name: labels.total, value: format.money(total), bold: true },
  ])
  if (taxes.length > 0) {
    sheet.space(14)
    if (tax_included > 0) sheet.text(labels.tax_included, { pale: true })
    const right = 'right' as const
    sheet.table(
      [
        { title: labels.tax, width: 4 },
        { title: labels.rate, width: 2, align: right },
        { title: labels.net, width: 3, align: right },
        { title: labels.amount, width: 3, align: right },
      ],
      taxes.map(({ name, ppm, net, amount }) => [
        ...[format.text(name), format.rate(ppm), format.money(net), format.money(amount)],
      ]),
    )
  }
  const nameOf = (method: string) =>
    method === 'gift_card' ? labels.gift_card : method === 'store_credit' ? labels.store_credit : labels.paid
  sheet.space(8)
  sheet.sums([
    ...payments.flatMap(({ method, amount }) => some(nameOf(method), -amount)),
    ...some(labels.credited, -content.credited),
    ...some(labels.refunded, content.refunded),
    { name: labels.outstanding, value: format.money(content.outstanding), bold: true },
  ])
}
