import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import type { Granularity, PeriodQuery } from './period.ts'

export type SalesReport = Admin['SalesReport']
export type Figures = Admin['ReportFigures']
export type CurrencySales = SalesReport['currencies'][number]
export type ProductSales = Admin['ProductsReport']['currencies'][number]['data'][number]

/** New figures come some seconds after what they count. */
const kept = { placeholderData: keepPreviousData, refetchInterval: 60_000 }

export function useSales(period: PeriodQuery, granularity?: Granularity) {
  const { id, admin } = useStore()
  const query = { ...period, ...(granularity === undefined ? {} : { granularity }) }
  return useQuery({
    ...kept,
    queryKey: [id, 'reports', 'sales', query],
    queryFn: () => dataOf(admin.GET('/admin/v1/reports/sales', { params: { query } })),
  })
}

export function useTopProducts(period: PeriodQuery, sort: 'revenue' | 'units', limit: number) {
  const { id, admin } = useStore()
  const query = { ...period, sort, limit }
  return useQuery({
    ...kept,
    queryKey: [id, 'reports', 'products', query],
    queryFn: () => dataOf(admin.GET('/admin/v1/reports/products', { params: { query } })),
  })
}

export function useMarketSales(period: PeriodQuery) {
  const { id, admin } = useStore()
  return useQuery({
    ...kept,
    queryKey: [id, 'reports', 'markets', period],
    queryFn: () => dataOf(admin.GET('/admin/v1/reports/markets', { params: { query: period } })),
  })
}
