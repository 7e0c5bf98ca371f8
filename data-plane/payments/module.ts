import type { Module } from '../../shared/module.ts'
import {
  forgetPaymentMethod,
  forgetPaymentNotices,
  reconcilePayments,
  releaseCancelled,
  runPaymentOperation,
  syncPayment,
  watchPaymentGateways,
} from './jobs.ts'
import { gatewayRoutes } from './routes/gateways.ts'
import { orderPaymentRoutes } from './routes/orders.ts'
import { storePaymentRoutes } from './routes/store.ts'

export const payments: Module = {
  name: 'payments',
  summary: 'Payment gateways, and money received for orders',
  routes: [...gatewayRoutes, ...orderPaymentRoutes, ...storePaymentRoutes],
  work: [
    runPaymentOperation,
    syncPayment,
    forgetPaymentMethod,
    reconcilePayments,
    watchPaymentGateways,
    forgetPaymentNotices,
    releaseCancelled,
  ],
}
