import { Alert, Grid, Text } from '@mantine/core'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { Section } from '../../../parts/form-page.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { RefundsCard } from '../returns/refunds-card.tsx'
import { ReturnsCard } from '../returns/returns-card.tsx'
import { CancelOrder } from './cancel.tsx'
import { InvoiceButton, PrintButton } from './documents.tsx'
import { Fulfillments } from './fulfillments.tsx'
import { Lines } from './lines.tsx'
import { type Order, useOrder } from './order-data.ts'
import { Payments } from './payments.tsx'
import { CustomerCard, MessagesCard, NotesCard, useCustomerOf } from './side.tsx'
import { OrderBadges } from './statuses.tsx'
import { useText } from './text.ts'
import { OrderTimeline } from './timeline.tsx'
import { OrderTotals } from './totals.tsx'

export default function OrderPage() {
  const t = useText()
  const format = useFormat()
  const { slug } = useStore()
  const { order, address } = useOrder()
  const customer = useCustomerOf(order)
  return (
    <>
      <PageHeader
        back={{ to: `/stores/${slug}/orders`, label: t('orders.title') }}
        title={t('order.title', { number: order.number })}
        badge={<OrderBadges order={order} />}
        text={`${format.dateTime(order.placed_at)} · ${order.market}`}
      >
        <Actions order={order} address={address} />
      </PageHeader>
      <Cancelled order={order} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Section title={t('items')}>
            <Lines order={order} />
            <OrderTotals order={order} />
          </Section>
          <Fulfillments order={order} address={address} />
          <Payments order={order} customerId={customer?.id} />
          <RefundsCard order={order} />
          <ReturnsCard order={order} />
          <OrderTimeline order={order} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <CustomerCard order={order} />
          <NotesCard key={order.note} order={order} />
          <MessagesCard order={order} />
        </Grid.Col>
      </Grid>
    </>
  )
}

function Actions({ order, address }: { order: Order; address: string }) {
  const t = useText()
  const { can } = useStore()
  const isOpen = order.status === 'open'
  const isSent = order.line_items.some((line) => line.fulfilled_quantity > 0)
  const isReturnable = order.line_items.some((line) => line.fulfilled_quantity > line.returned_quantity)
  return (
    <>
      {can('orders:refund') && (order.paid.amount > order.refunded.amount || order.refund_due.amount > 0) && (
        <ButtonLink to={`${address}/refund`} variant="default">
          {t('refund')}
        </ButtonLink>
      )}
      {can('orders:write') && isReturnable && (
        <ButtonLink to={`${address}/return`} variant="default">
          {t('return')}
        </ButtonLink>
      )}
      {can('orders:write') && isOpen && (
        <ButtonLink to={`${address}/edit`} variant="default">
          {t('edit')}
        </ButtonLink>
      )}
      <InvoiceButton order={order} />
      <PrintButton order={order} size="sm" />
      {can('orders:write') && isOpen && !isSent && <CancelOrder order={order} />}
    </>
  )
}

function Cancelled({ order }: { order: Order }) {
  const t = useText()
  const format = useFormat()
  if (order.cancelled_at === null) return null
  return (
    <Alert color="gray" mb="md" title={t('cancelled.title', { date: format.dateTime(order.cancelled_at) })}>
      <Text size="sm">{order.cancel_reason !== null && t(`cancel.${order.cancel_reason}`)}</Text>
      {order.cancel_note && <Text size="sm">{order.cancel_note}</Text>}
    </Alert>
  )
}
