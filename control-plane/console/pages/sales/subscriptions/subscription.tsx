import { Alert, Button, Grid, Group, Stack, Text, Timeline } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable, Empty } from '../../../parts/data-table.tsx'
import { Section } from '../../../parts/form-page.tsx'
import { PageLink } from '../../../parts/links.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { StatusBadge } from '../../../parts/status-badge.tsx'
import { AddressText } from '../orders/address.tsx'
import { Goods } from '../orders/lines.tsx'
import { usePictures } from '../orders/order-data.ts'
import { useMethodName } from '../orders/statuses.tsx'
import { Sum } from '../orders/totals.tsx'
import { Actions } from './actions.tsx'
import { type Subscription, SubscriptionBadge, useEvery } from './subscription-data.tsx'
import { useText } from './text.ts'

export default function SubscriptionPage() {
  const t = useText()
  const every = useEvery()
  const { id, slug, admin, can } = useStore()
  const { subscriptionId = '' } = useParams({ strict: false }) as { subscriptionId?: string }
  const { data: subscription } = useSuspenseQuery({
    queryKey: [id, 'subscription', subscriptionId],
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/subscriptions/{subscription_id}', {
          params: { path: { subscription_id: subscriptionId } },
        }),
      ),
  })
  return (
    <>
      <PageHeader
        back={{ to: `/stores/${slug}/subscriptions`, label: t('title') }}
        title={subscription.email}
        badge={<SubscriptionBadge status={subscription.status} />}
        text={every(subscription)}
      >
        {can('subscriptions:write') && <Actions subscription={subscription} />}
      </PageHeader>
      <Notices subscription={subscription} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Items subscription={subscription} />
          <Cycles subscription={subscription} />
          <History subscription={subscription} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Facts subscription={subscription} />
        </Grid.Col>
      </Grid>
    </>
  )
}

/** What somebody should know before they do anything. */
function Notices({ subscription }: { subscription: Subscription }) {
  const t = useText()
  const format = useFormat()
  const { open_cycle: open, retry_at, cancel_at_period_end, period_end, paused_until } = subscription
  return (
    <>
      {open !== null && open.failure_code !== null && (
        <Alert color="red" mb="md" title={t('failed')}>
          {open.failure_message ?? open.failure_code}
          {retry_at !== null && ` ${t('failed.retry', { date: format.dateTime(retry_at) })}`}
        </Alert>
      )}
      {cancel_at_period_end && (
        <Alert color="orange" mb="md">
          {t('ends', { date: format.date(period_end) })}
        </Alert>
      )}
      {subscription.status === 'paused' && (
        <Alert color="blue" mb="md">
          {paused_until === null ? t('paused') : t('pausedUntil', { date: format.date(paused_until) })}
        </Alert>
      )}
      {subscription.cancel_reason && (
        <Alert color="gray" mb="md" title={t('cancelReason')}>
          {subscription.cancel_reason}
        </Alert>
      )}
    </>
  )
}

function Items({ subscription }: { subscription: Subscription }) {
  const t = useText()
  const format = useFormat()
  const { slug, can } = useStore()
  const pictures = usePictures(subscription.items.map(({ product_id }) => product_id))
  return (
    <Section title={t('items')}>
      <Stack>
        {subscription.items.map((item) => (
          <Group key={item.variant_id} justify="space-between" wrap="nowrap">
            <Goods
              line={{ ...item, sku: null }}
              picture={pictures.get(item.product_id)}
              link={can('products:read') ? `/stores/${slug}/products/${item.product_id}` : undefined}
            />
            <Text size="sm">
              {format.number(item.quantity)} × {format.money(item.unit_price)}
            </Text>
          </Group>
        ))}
        <Sum label={t('priceOfCycle')} money={subscription.price} strong />
        {subscription.balance.amount !== 0 && <Sum label={t('balance')} money={subscription.balance} />}
      </Stack>
    </Section>
  )
}

const TONES = { open: 'waiting', ordered: 'good', missed: 'bad' } as const

function Cycles({ subscription }: { subscription: Subscription }) {
  const t = useText()
  const format = useFormat()
  const { id, slug, admin } = useStore()
  const list = useList<Admin['SubscriptionCycle']>(
    [id, 'subscription', subscription.id, 'cycles'],
    (cursor) =>
      dataOf(
        admin.GET('/admin/v1/subscriptions/{subscription_id}/cycles', {
          params: { path: { subscription_id: subscription.id }, query: { limit: 12, cursor } },
        }),
      ),
  )
  return (
    <Section title={t('cycles')}>
      <DataTable
        list={list}
        label={t('cycles')}
        rowKey={({ cycle }) => String(cycle)}
        empty={<Empty text={t('cycles.none')} />}
        columns={[
          { key: 'cycle', label: t('cycle'), cell: ({ cycle }) => (cycle === 0 ? t('trial') : `#${cycle}`) },
          { key: 'start', label: t('begins'), cell: ({ period_start }) => format.date(period_start) },
          {
            key: 'status',
            label: t('state'),
            cell: ({ status }) => <StatusBadge tone={TONES[status]}>{t(`cycle.${status}`)}</StatusBadge>,
          },
          {
            key: 'order',
            label: t('order'),
            cell: ({ order_id, failure_message, failure_code }) =>
              order_id === null ? (
                (failure_message ?? failure_code ?? '–')
              ) : (
                <PageLink to={`/stores/${slug}/orders/${order_id}`} size="sm">
                  {t('order.show')}
                </PageLink>
              ),
          },
        ]}
      />
    </Section>
  )
}

const KINDS = [
  'subscription.started',
  'subscription.renewed',
  'subscription.payment_failed',
  'subscription.paused',
  'subscription.resumed',
  'subscription.updated',
  'subscription.skipped',
  'subscription.cancelled',
  'subscription.completed',
  'subscription.goods_missed',
] as const

function History({ subscription }: { subscription: Subscription }) {
  const t = useText()
  const common = useCommon()
  const format = useFormat()
  const { id, admin } = useStore()
  const list = useList<Admin['SubscriptionTimeline']['data'][number]>(
    [id, 'subscription', subscription.id, 'timeline'],
    (cursor) =>
      dataOf(
        admin.GET('/admin/v1/subscriptions/{subscription_id}/timeline', {
          params: { path: { subscription_id: subscription.id }, query: { limit: 25, cursor } },
        }),
      ),
  )
  const sayingOf = (kind: string) => {
    const known = KINDS.find((name) => name === kind)
    return known === undefined ? kind : t(`happened.${known}`)
  }
  return (
    <Section title={t('timeline')}>
      <Timeline bulletSize={14} lineWidth={2} active={list.rows.length}>
        {list.rows.map(({ id, kind, at, actor_label }) => (
          <Timeline.Item key={id}>
            <Text size="sm">{sayingOf(kind)}</Text>
            <Text size="xs" c="dimmed">
              {format.dateTime(at)}
              {actor_label !== null && ` · ${actor_label}`}
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
      {list.loadMore && (
        <Button variant="default" mt="md" onClick={list.loadMore} loading={list.isLoadingMore}>
          {common('more')}
        </Button>
      )}
    </Section>
  )
}

function Facts({ subscription }: { subscription: Subscription }) {
  const t = useText()
  const format = useFormat()
  const methodName = useMethodName()
  const { slug } = useStore()
  const { next_renewal_at, trial_ends_at, cycles_left, shipping_address } = subscription
  return (
    <Section title={t('facts')}>
      <Stack gap="xs" align="flex-start">
        <PageLink to={`/stores/${slug}/customers/${subscription.customer_id}`} size="sm">
          {subscription.email}
        </PageLink>
        <PageLink to={`/stores/${slug}/subscription-plans/${subscription.subscription_plan_id}`} size="sm">
          {t('plan.show')}
        </PageLink>
        {next_renewal_at !== null && (
          <Text size="sm">{t('nextAt', { date: format.date(next_renewal_at) })}</Text>
        )}
        {trial_ends_at !== null && (
          <Text size="sm">{t('trialUntil', { date: format.date(trial_ends_at) })}</Text>
        )}
        {cycles_left !== null && (
          <Text size="sm">{t('cyclesLeft', { number: format.number(cycles_left) })}</Text>
        )}
        <Text size="sm">{t('paidBy', { method: methodName(subscription.payment_method) })}</Text>
        {shipping_address !== null && <AddressText address={shipping_address} />}
      </Stack>
    </Section>
  )
}
