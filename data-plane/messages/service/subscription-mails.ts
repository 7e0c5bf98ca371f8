// The mails about subscriptions.
import type { TxCtx } from '../../../shared/context.ts'
import type { Happened } from '../../../shared/module.ts'
import { getOrder } from '../../orders/index.ts'
import { getStore, shopUrlOf } from '../../store/index.ts'
import { getSubscription } from '../../subscriptions/index.ts'
import type { MailName } from '../templates/variables.ts'
import { orderVariables } from './order-mails.ts'
import { sendMail } from './outbox.ts'

type SubscriptionMail = {
  name: MailName
  subscriptionId: string
  orderId?: string
  /** When it is tried again, if it is. */
  nextAttemptAt?: string | null
  /** Where its shopper can pay what failed. */
  checkoutId?: string | null
}

/** Mails a subscription's shopper what happened to it. */
export async function mailAboutSubscription(
  ctx: TxCtx,
  event: Happened,
  { name, subscriptionId, orderId, nextAttemptAt, checkoutId = null }: SubscriptionMail,
): Promise<void> {
  const [{ email, market, items, next_renewal_at }, store, order] = await Promise.all([
    getSubscription(ctx, subscriptionId, 'staff'),
    getStore(ctx),
    orderId === undefined ? undefined : getOrder(ctx, orderId),
  ])
  const subscription = {
    name: items.map(({ title }) => title).join(', '),
    next_at: next_renewal_at ?? '',
    next_attempt_at: nextAttemptAt ?? '',
    pay_link: checkoutId === null ? '' : `${shopUrlOf(store)}/checkout/${checkoutId}`,
  }
  await sendMail(ctx, event, {
    ...{ name, recipient: email, market },
    ...(order === undefined ? {} : { orderId: order.id }),
    about: {
      subscription,
      ...(order === undefined ? {} : { order: orderVariables(order, shopUrlOf(store)) }),
    },
  })
}
