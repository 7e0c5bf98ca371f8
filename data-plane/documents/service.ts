// Invoices and packing slips.
import { createHash } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { type Ctx, inRead, inTx, type ReadCtx, type TxCtx, withCommit } from '../../shared/context.ts'
import { DomainError, fieldError } from '../../shared/errors.ts'
import type { SentFile } from '../../shared/http/route.ts'
import { defined } from '../../shared/objects.ts'
import { addressLines, fulfillmentOfToken, getFulfillment } from '../fulfillments/index.ts'
import { getMarkets } from '../markets/index.ts'
import { addToTimeline, getOrder, lockOrder, type Order } from '../orders/index.ts'
import { listPayments, type Payment } from '../payments/index.ts'
import { getStore } from '../store/index.ts'
import { drawInvoice } from './pdf/invoice.ts'
import { drawPackingSlip } from './pdf/packing-slip.ts'
import * as queries from './queries.ts'
import { type InvoiceContent, taxSummary } from './rules/content.ts'
import type { InvoiceSettings, InvoiceSettingsInput } from './schema.ts'

const DEFAULTS: InvoiceSettings = {
  ...{ legal_name: '', tax_id: '', number_prefix: 'INV-', footer: '', address: null },
}

export const getSettings = (ctx: Ctx | ReadCtx): Promise<InvoiceSettings> =>
  inRead(ctx, async (ctx) => ({ ...DEFAULTS, ...(await queries.readSettings(ctx.tx, ctx.tenantId)) }))

/** What was issued before stays as it is. */
export async function updateSettings(ctx: Ctx, patch: InvoiceSettingsInput): Promise<InvoiceSettings> {
  return inTx(ctx, async (ctx) => {
    const settings = { ...(await getSettings(ctx)), ...defined(patch) }
    withCommit(queries.putSettings(ctx.tx, ctx.tenantId, settings, ctx.now.toISOString()))
    return settings
  })
}

/**
 * The invoice of an order. It is issued when it is asked for first, and the same ever after.
 * Throws `not_found`, or `order_cancelled` for a cancelled order that has none.
 */
export async function invoiceOf(ctx: Ctx, orderId: string): Promise<SentFile> {
  const issued = await inRead(ctx, (ctx) => queries.findInvoice(ctx.tx, ctx.tenantId, orderId))
  const content = issued ?? (await inTx(ctx, (ctx) => issue(ctx, orderId)))
  const bytes = await drawInvoice(content, ctx.shard.documentFont)
  return pdf(bytes, `${content.number}.pdf`)
}

async function issue(ctx: TxCtx, orderId: string): Promise<InvoiceContent> {
  const { tx, tenantId } = ctx
  const [, before, order, lines, { data: payments }, settings, store, locale] = await Promise.all([
    lockOrder(ctx, orderId),
    queries.findInvoice(tx, tenantId, orderId),
    getOrder(ctx, orderId),
    queries.taxedLines(tx, tenantId, orderId),
    listPayments(ctx, orderId),
    getSettings(ctx),
    getStore(ctx),
    localeOf(ctx, orderId),
  ])
  if (before !== undefined) return before
  if (order.status === 'cancelled') throw new DomainError('order_cancelled', 'This order was cancelled.')
  const number = await queries.nextNumber(tx, tenantId)
  const issued_at = ctx.now.toISOString()
  const content: InvoiceContent = {
    ...contentOf(order, lines, payments),
    ...{ number: settings.number_prefix + number, issued_at, locale, footer: settings.footer },
    seller: { lines: sellerLines(settings, store.name), tax_id: settings.tax_id },
  }
  withCommit(
    queries.insertInvoice(tx, tenantId, {
      ...{ id: uuidv7(), orderId, number, content: JSON.stringify(content), at: issued_at },
    }),
  )
  addToTimeline(ctx, orderId, 'invoice.issued', { number: content.number })
  return content
}

type Given = 'number' | 'issued_at' | 'locale' | 'seller' | 'footer'

function contentOf(
  order: Order,
  taxed: Awaited<ReturnType<typeof queries.taxedLines>>,
  payments: readonly Payment[],
): Omit<InvoiceContent, Given> {
  const { totals, shipping_address } = order
  const taxesOf = new Map(taxed.map(({ id, taxes }) => [id, taxes]))
  const shipping = { amount: totals.shipping.amount, isInclusive: totals.tax_included.amount > 0 }
  return {
    ...{ order_number: order.number, currency: order.currency },
    buyer: {
      lines: [...(shipping_address === null ? [] : addressLines(shipping_address)), order.email],
      tax_id: shipping_address?.tax_id ?? '',
    },
    lines: order.line_items.map((line) => ({
      ...{ title: line.title, quantity: line.quantity, unit_amount: line.unit_price.amount },
      detail: [line.variant_title, line.sku ?? ''].filter((part) => part !== '').join(' · '),
      ...{ discount: line.discount.amount, amount: line.subtotal.amount - line.discount.amount },
      rates: (taxesOf.get(line.id) ?? []).map(({ ppm }) => ppm),
    })),
    ...{ subtotal: totals.subtotal.amount, discount: totals.discount.amount, shipping: shipping.amount },
    ...{ tax: totals.tax.amount, tax_included: totals.tax_included.amount },
    ...{ rounding: totals.rounding.amount, total: totals.total.amount },
    taxes: taxSummary(
      order.taxes.map(({ amount, ...rate }) => ({ ...rate, amount: amount.amount })),
      taxed,
      shipping,
    ),
    payments: payments.map(({ method, captured }) => ({ method, amount: captured.amount })),
    credited: totals.total.amount - order.outstanding.amount - net(order),
    ...{ refunded: order.refunded.amount, outstanding: order.outstanding.amount },
  }
}

/** Received and kept, as far as it was owed. */
const net = ({ paid, refunded, refund_due }: Order): number =>
  paid.amount - refunded.amount - refund_due.amount

/** What lies in the parcels of a fulfilment, or all of an order. Throws `not_found`. */
export async function packingSlip(
  ctx: Ctx | ReadCtx,
  orderId: string,
  fulfillmentId: string | undefined,
): Promise<SentFile> {
  const [order, fulfillment, settings, store, locale] = await inRead(ctx, (ctx) =>
    Promise.all([
      getOrder(ctx, orderId),
      fulfillmentId === undefined ? undefined : getFulfillment(ctx, fulfillmentId),
      getSettings(ctx),
      getStore(ctx),
      localeOf(ctx, orderId),
    ]),
  )
  if (fulfillment !== undefined && fulfillment.order_id !== orderId)
    throw fieldError('fulfillment_id', 'There is no such fulfillment of this order.', 'not_found')
  const bytes = await drawPackingSlip(
    {
      ...{ locale, currency: order.currency, order_number: order.number },
      at: fulfillment?.created_at ?? order.placed_at,
      seller: sellerLines(settings, store.name),
      ship_to: order.shipping_address === null ? [order.email] : addressLines(order.shipping_address),
      lines: fulfillment?.line_items ?? order.line_items,
      tracking: (fulfillment?.tracking ?? []).map(({ carrier, number }) => `${carrier} ${number}`.trim()),
    },
    ctx.shard.documentFont,
  )
  return pdf(bytes, `packing-slip-${order.number}.pdf`)
}

/** The packing slip of what a supplier is asked to send. Throws `link_expired`. */
export async function supplierSlip(ctx: Ctx, token: string): Promise<SentFile> {
  return inRead(ctx, async (ctx) => {
    const { id, orderId } = await fulfillmentOfToken(ctx, token)
    return packingSlip(ctx, orderId, id)
  })
}

async function localeOf(ctx: ReadCtx, orderId: string): Promise<string> {
  const [{ market }, markets] = await Promise.all([getOrder(ctx, orderId), getMarkets(ctx)])
  return markets.find(({ code }) => code === market)?.locale ?? 'en'
}

function sellerLines({ legal_name, address }: InvoiceSettings, storeName: string): string[] {
  const name = legal_name === '' ? storeName : legal_name
  return address === null ? [name] : addressLines({ ...address, name })
}

function pdf(bytes: Buffer, filename: string): SentFile {
  return {
    type: 'application/pdf',
    size: bytes.byteLength,
    etag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`,
    headers: {
      'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(filename)}`,
      'cache-control': 'private, no-cache',
    },
    open: async ({ start, end }) => new Blob([bytes.subarray(start, end + 1)]).stream(),
  }
}
