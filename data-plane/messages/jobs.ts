import { subscribe } from '../../shared/module.ts'
import { orderCancelled } from '../cancellations/events.ts'
import { customerInvited, passwordResetRequested, verificationRequested } from '../customers/events.ts'
import { inventoryLow, inventoryLowReported } from '../inventory/events.ts'
import { orderPlaced } from '../orders/events.ts'
import { confirmCancellation, confirmOrder, mailLink, reportAllLowStock, reportLowStock } from './service.ts'

export const confirmPlacedOrder = subscribe({
  name: 'messages.confirm_order',
  on: orderPlaced,
  run: (ctx, event) => confirmOrder(ctx, event.id, event.data.order_id),
})

export const confirmCancelledOrder = subscribe({
  name: 'messages.confirm_cancellation',
  on: orderCancelled,
  run: (ctx, event) => confirmCancellation(ctx, event.id, event.data.order_id),
})

export const reportLowInventory = subscribe({
  name: 'messages.report_low_stock',
  on: inventoryLow,
  run: (ctx, event) => reportLowStock(ctx, event.id, event.data),
})

export const reportAllLowInventory = subscribe({
  name: 'messages.report_all_low_stock',
  on: inventoryLowReported,
  run: (ctx, event) => reportAllLowStock(ctx, event.id, event.data),
})

const linkMail = (on: typeof customerInvited, kind: Parameters<typeof mailLink>[2]['kind']) =>
  subscribe({
    name: `messages.mail_${kind}`,
    on,
    run: (ctx, event) => mailLink(ctx, event.id, { kind, customerId: event.data.customer_id }),
  })

export const linkMails = [
  linkMail(passwordResetRequested, 'password_reset'),
  linkMail(customerInvited, 'invitation'),
  linkMail(verificationRequested, 'verification'),
]
