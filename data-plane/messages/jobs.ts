import { subscribe } from '../../shared/module.ts'
import { inventoryLow } from '../inventory/events.ts'
import { orderPlaced } from '../orders/events.ts'
import { confirmOrder, reportLowStock } from './service.ts'

export const confirmPlacedOrder = subscribe({
  name: 'messages.confirm_order',
  on: orderPlaced,
  run: (ctx, event) => confirmOrder(ctx, event.id, event.data.order_id),
})

export const reportLowInventory = subscribe({
  name: 'messages.report_low_stock',
  on: inventoryLow,
  run: (ctx, event) => reportLowStock(ctx, event.id, event.data),
})
