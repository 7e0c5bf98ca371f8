import { Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { type Admin, dataOf } from '../../../api/client.ts'
import { type List, useList } from '../../../api/lists.ts'
import { useFilters } from '../../../api/search.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable, Empty } from '../../../parts/data-table.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { ExportOrders } from './export.tsx'
import { FilterBar } from './filter-bar.tsx'
import { FILTERS, filterOf, sortOf } from './filters.ts'
import { FulfillmentBadge, PaymentBadge } from './statuses.tsx'
import { useText } from './text.ts'
import { ViewTabs } from './views.tsx'

type Order = Admin['Order']

export default function Orders() {
  const t = useText()
  const { id, admin } = useStore()
  const [search] = useFilters()
  const filter = filterOf(search)
  const sort = sortOf(search)
  const list = useList<Order>([id, 'orders', 'list', filter, sort], (cursor) =>
    dataOf(
      admin.GET('/admin/v1/orders', { params: { query: { ...filter, sort, limit: 50, cursor } as never } }),
    ),
  )
  return (
    <>
      <PageHeader title={t('orders.title')}>
        <ExportOrders filter={filter} />
      </PageHeader>
      <ViewTabs search={search} />
      <FilterBar />
      <OrderTable list={list} empty={FILTERS.some((name) => search[name]) ? <NoneFound /> : <NoneYet />} />
    </>
  )
}

function NoneFound() {
  const t = useText()
  return (
    <Empty title={t('orders.noneFound')} text={t('orders.noneFoundText')}>
      <ButtonLink to="." search={{} as never} variant="default">
        {t('orders.showAll')}
      </ButtonLink>
    </Empty>
  )
}

function NoneYet() {
  const t = useText()
  const { slug } = useStore()
  return (
    <Empty title={t('orders.none')} text={t('orders.noneText')}>
      <ButtonLink to={`/stores/${slug}/abandoned-checkouts`} variant="default">
        {t('abandoned.title')}
      </ButtonLink>
    </Empty>
  )
}

/** Orders as a table, here and at their customer. */
export function OrderTable({
  list,
  empty,
  ofCustomer = false,
}: {
  list: List<Order>
  empty: ReactNode
  /** Whose they are is known already. */
  ofCustomer?: boolean
}) {
  const t = useText()
  const format = useFormat()
  const { slug } = useStore()
  return (
    <DataTable
      list={list}
      label={t('orders.title')}
      rowKey={({ id }) => id}
      link={({ id }) => `/stores/${slug}/orders/${id}`}
      empty={empty}
      columns={[
        { key: 'number', label: t('order'), cell: ({ number }) => `#${number}` },
        { key: 'placed', label: t('placed'), cell: ({ placed_at }) => format.dateTime(placed_at) },
        ...(ofCustomer
          ? []
          : [{ key: 'customer', label: t('customer'), cell: (order: Order) => <Customer order={order} /> }]),
        { key: 'states', label: t('state'), cell: (order) => <States order={order} /> },
        {
          key: 'items',
          label: t('items'),
          align: 'end',
          cell: ({ line_items }) =>
            format.number(line_items.reduce((sum, { quantity }) => sum + quantity, 0)),
        },
        { key: 'total', label: t('total'), align: 'end', cell: ({ totals }) => format.money(totals.total) },
      ]}
    />
  )
}

const Customer = ({ order }: { order: Order }) => {
  const name = order.shipping_address?.name ?? ''
  return (
    <>
      <Text size="sm">{name || order.email}</Text>
      {name !== '' && (
        <Text size="xs" c="dimmed">
          {order.email}
        </Text>
      )}
    </>
  )
}

function States({ order }: { order: Order }) {
  const t = useText()
  if (order.status === 'cancelled')
    return (
      <Group gap={4}>
        <Text size="sm" td="line-through">
          {t('status.cancelled')}
        </Text>
        <PaymentBadge status={order.payment_status} />
      </Group>
    )
  return (
    <Group gap={4}>
      <PaymentBadge status={order.payment_status} />
      <FulfillmentBadge status={order.fulfillment_status} />
    </Group>
  )
}
