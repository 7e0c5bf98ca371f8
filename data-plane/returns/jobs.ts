import type { TxCtx } from '../../shared/context.ts'
import { subscribe } from '../../shared/module.ts'
import { fulfillmentDelivered, fulfillmentShipped } from '../fulfillments/events.ts'
import { beginWindow } from './service/returns.ts'

const begin = (name: string, on: typeof fulfillmentShipped) =>
  subscribe({ name, on, run: (ctx: TxCtx, { data }) => beginWindow(ctx, data.order_id) })

export const beginAtShipping = begin('returns.begin_window_at_shipping', fulfillmentShipped)
export const beginAtDelivery = begin('returns.begin_window_at_delivery', fulfillmentDelivered)
