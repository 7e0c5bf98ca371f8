import { SentFile } from '../../shared/http/route.ts'
import { SupplierToken } from '../fulfillments/index.ts'
import { OrderId } from '../orders/index.ts'
import { defineRoute } from '../route.ts'
import { InvoiceSettings, InvoiceSettingsInput, SlipQuery } from './schema.ts'
import { getSettings, invoiceOf, packingSlip, supplierSlip, updateSettings } from './service.ts'

const PDF = ['application/pdf']
const INVOICE = 'It is issued, with the next number, when it is asked for first, and stays the same.'

export const documentRoutes = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/invoice-settings',
    summary: 'Read who invoices are from',
    permission: 'store:read',
    response: InvoiceSettings,
    handler: (ctx) => getSettings(ctx),
  }),
  defineRoute({
    method: 'patch',
    path: '/admin/v1/invoice-settings',
    summary: 'Change who invoices are from',
    description: 'Invoices that were issued stay as they are.',
    permission: 'store:write',
    body: InvoiceSettingsInput,
    response: InvoiceSettings,
    handler: (ctx, { body }) => updateSettings(ctx, body),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/orders/{order_id}/invoice',
    summary: 'Get the invoice of an order',
    description: INVOICE,
    permission: 'orders:read',
    params: OrderId,
    response: SentFile,
    sendsFiles: PDF,
    errors: ['order_cancelled'],
    handler: (ctx, { params }) => invoiceOf(ctx, params.order_id),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/orders/{order_id}/packing-slip',
    summary: 'Get the packing slip of an order or one of its fulfillments',
    permission: 'orders:read',
    params: OrderId,
    query: SlipQuery,
    response: SentFile,
    sendsFiles: PDF,
    handler: (ctx, { params, query }) => packingSlip(ctx, params.order_id, query.fulfillment_id),
  }),
  defineRoute({
    method: 'get',
    path: '/store/v1/orders/{order_id}/invoice',
    summary: 'Get the invoice of an order, as its shopper',
    description: INVOICE,
    permission: 'shop',
    params: OrderId,
    response: SentFile,
    sendsFiles: PDF,
    errors: ['order_cancelled'],
    handler: (ctx, { params }) => invoiceOf(ctx, params.order_id),
  }),
  defineRoute({
    method: 'post',
    path: '/store/v1/supplier-requests/packing-slip',
    summary: 'Get the packing slip of what a supplier is asked to send',
    permission: 'shop',
    body: SupplierToken,
    secret: true,
    response: SentFile,
    sendsFiles: PDF,
    errors: ['link_expired'],
    handler: (ctx, { body }) => supplierSlip(ctx, body.token),
  }),
]
