// The mails about accounts and stock, and those to suppliers.
import type { TxCtx } from '../../../shared/context.ts'
import type { Happened } from '../../../shared/module.ts'
import { remindOf } from '../../checkout/index.ts'
import { issueLink } from '../../customers/index.ts'
import { mailToSupplier } from '../../fulfillments/index.ts'
import { getGateways } from '../../payments/index.ts'
import { getStore, shopUrlOf } from '../../store/index.ts'
import { queueMail, sendMail } from './outbox.ts'

type Level = { variant_id: string; sku?: string | null; available: number }

/** What is low, each variant by its SKU where that is known. @param total how many there are in all */
export async function reportLowStock(
  ctx: TxCtx,
  event: Happened,
  {
    name,
    levels,
    total,
  }: { name: 'low_stock' | 'low_stock_report'; levels: readonly Level[]; total: number },
): Promise<void> {
  const named = levels.map(({ sku, variant_id, available }) => ({ name: sku ?? variant_id, available }))
  await sendMail(ctx, event, {
    name,
    about: { stock: { levels: named, total, more: total - levels.length } },
  })
}

const LINK_PATHS = {
  password_reset: '/account/reset-password',
  invitation: '/account/reset-password',
  verification: '/account/verify-email',
} as const
export type LinkMail = keyof typeof LINK_PATHS

/** Mails a customer a link that works once; nothing when they are gone or may not sign in. */
export async function mailLink(
  ctx: TxCtx,
  event: Happened,
  { kind, customerId }: { kind: LinkMail; customerId: string },
): Promise<void> {
  const [link, store] = await Promise.all([issueLink(ctx, customerId, kind), getStore(ctx)])
  if (link === undefined) return
  const { email: recipient, firstName: first_name, token } = link
  const account = { first_name, link: `${shopUrlOf(store)}${LINK_PATHS[kind]}?token=${token}` }
  await sendMail(ctx, event, { name: kind, recipient, about: { account } })
}

/** Asks a supplier to send a fulfilment, or not to; nothing when no supplier is to. */
export async function tellSupplier(ctx: TxCtx, event: Happened, fulfillmentId: string): Promise<void> {
  const mail = await mailToSupplier(ctx, fulfillmentId)
  if (mail === undefined) return
  queueMail(ctx, {
    ...{ eventId: event.id, template: 'supplier_request', language: 'en', html: null, orderId: null },
    ...{ templateError: null, isUnwanted: false, ...mail },
  })
}

/** Where a checkout goes on, below the store's pages. */
const RECOVERY_PATH = '/checkout/recover'

/** Reminds somebody of a checkout that they left; nothing when they came back meanwhile. */
export async function remindOfCheckout(ctx: TxCtx, event: Happened, checkoutId: string): Promise<void> {
  const [left, store] = await Promise.all([remindOf(ctx, checkoutId), getStore(ctx)])
  if (left === undefined) return
  const { email: recipient, market, token, lines: line_items, total } = left
  const checkout = { line_items, total, link: `${shopUrlOf(store)}${RECOVERY_PATH}?token=${token}` }
  await sendMail(ctx, event, { name: 'checkout_abandoned', recipient, market, about: { checkout } })
}

/** Tells staff that too many payments fail. `failed_ppm`: of the attempts, parts per million. */
export async function reportGateway(
  ctx: TxCtx,
  event: Happened,
  failing: { gateway_id: string; code: string; failed_ppm: number; attempts: number },
): Promise<void> {
  const { gateway_id, code, failed_ppm, attempts } = failing
  const name = (await getGateways(ctx)).find(({ id }) => id === gateway_id)?.name ?? code
  const gateway = { name, failed_percent: Math.round(failed_ppm / 10_000), attempts }
  await sendMail(ctx, event, { name: 'payment_gateway_failing', about: { gateway } })
}
