import { formatOf } from '../rules/format.ts'
import { labelsFor } from '../rules/labels.ts'
import { canWrite } from './fonts.ts'
import { paperOf } from './invoice.ts'
import { openSheet } from './sheet.ts'

export type SlipContent = {
  locale: string
  currency: string
  order_number: number
  at: string
  seller: readonly string[]
  ship_to: readonly string[]
  lines: readonly { title: string; variant_title: string; sku: string | null; quantity: number }[]
  /** Carriers and numbers of its parcels. */
  tracking: readonly string[]
}

/** Draws what lies in a parcel: what, how much, for whom. No prices. */
export function drawPackingSlip(content: SlipContent, otherFont: string | undefined): Promise<Buffer> {
  const { labels, locale } = labelsFor(content.locale, (text) => canWrite(text, otherFont !== undefined))
  const format = formatOf(locale, content.currency)
  const title = `${labels.packing_slip} #${content.order_number}`
  const sheet = openSheet({
    ...{ paper: paperOf(content.locale), title, language: new Intl.Locale(locale).language },
    ...{ at: new Date(content.at), otherFont },
  })
  sheet.text(labels.packing_slip, { size: 20, bold: true })
  sheet.space(10)
  sheet.columns([
    content.seller.map(format.text),
    [`${labels.order}: #${content.order_number}`, `${labels.date}: ${format.date(content.at)}`],
  ])
  sheet.space(16)
  sheet.columns([
    [labels.ship_to, ...content.ship_to].map(format.text),
    content.tracking.length === 0 ? [''] : [labels.tracking, ...content.tracking].map(format.text),
  ])
  sheet.space(16)
  sheet.table(
    [
      { title: labels.item, width: 6 },
      { title: labels.sku, width: 3 },
      { title: labels.quantity, width: 1, align: 'right' },
    ],
    content.lines.map(({ title, variant_title, sku, quantity }) => [
      { text: format.text(title), detail: format.text(variant_title) },
      ...[format.text(sku ?? ''), format.number(quantity)],
    ]),
  )
  return sheet.finish(
    (page, pages) =>
      `${title}  ·  ${labels.page.replace('{page}', String(page)).replace('{pages}', String(pages))}`,
  )
}
