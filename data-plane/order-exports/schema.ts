import { z } from 'zod'
import { Paging, pageOf } from '../../shared/http/route.ts'
import { OrderFilter } from '../orders/index.ts'

export type { Order } from '../orders/index.ts'

export const OrderExportInput = z
  .strictObject({ filter: OrderFilter.default({}) })
  .meta({ id: 'OrderExportInput', example: { filter: { status: 'cancelled' } } })

const count = (description: string) => z.int().min(0).meta({ description })
export const OrderExport = z
  .object({
    id: z.uuid(),
    status: z.enum(['queued', 'running', 'completed', 'failed']),
    filter: OrderFilter,
    total_orders: count('Orders that the filter lets through, as far as they were counted'),
    processed_orders: count('Orders in the file so far'),
    size_bytes: count('Of the file so far'),
    failure: z.string().nullable().meta({ description: 'Why the export failed' }),
    created_at: z.string(),
    completed_at: z.string().nullable(),
    expires_at: z.string().meta({ description: 'Then the file is deleted' }),
  })
  .meta({ id: 'OrderExport' })
export type OrderExport = z.output<typeof OrderExport>
export const OrderExportId = z.object({ order_export_id: z.uuid() })
export const ListQuery = z.strictObject(Paging)
export type ListQuery = z.output<typeof ListQuery>
export const OrderExportPage = pageOf(OrderExport).meta({ id: 'OrderExportPage' })
