import { dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useFilters } from '../../../api/search.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable, Empty } from '../../../parts/data-table.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { TabLinks } from '../../../parts/tab-links.tsx'
import { STATUSES, type Subscription, SubscriptionBadge, useEvery } from './subscription-data.tsx'
import { useText } from './text.ts'

export default function Subscriptions() {
  const t = useText()
  const format = useFormat()
  const every = useEvery()
  const { id, slug, admin } = useStore()
  const [{ status: asked, subscription_plan_id, customer_id }] = useFilters()
  const status = STATUSES.find((one) => one === asked)
  const query = {
    ...(status && { status }),
    ...(subscription_plan_id && { subscription_plan_id }),
    ...(customer_id && { customer_id }),
  }
  const list = useList<Subscription>([id, 'subscriptions', query], (cursor) =>
    dataOf(admin.GET('/admin/v1/subscriptions', { params: { query: { ...query, limit: 50, cursor } } })),
  )
  return (
    <>
      <PageHeader title={t('title')} />
      <TabLinks
        label={t('views')}
        tabs={[
          { key: 'all', label: t('all'), search: {}, isCurrent: Object.keys(query).length === 0 },
          ...STATUSES.map((value) => ({
            key: value,
            label: t(`status.${value}`),
            search: { status: value },
            isCurrent: value === status,
          })),
        ]}
      />
      <DataTable
        list={list}
        label={t('title')}
        rowKey={({ id }) => id}
        link={({ id }) => `/stores/${slug}/subscriptions/${id}`}
        empty={
          <Empty title={t('none')} text={t('noneText')}>
            <ButtonLink to={`/stores/${slug}/subscription-plans`} variant="default">
              {t('plans')}
            </ButtonLink>
          </Empty>
        }
        columns={[
          { key: 'email', label: t('customer'), cell: ({ email }) => email },
          { key: 'status', label: t('state'), cell: ({ status }) => <SubscriptionBadge status={status} /> },
          {
            key: 'items',
            label: t('items'),
            cell: ({ items }) => items.map(({ title, quantity }) => `${quantity} × ${title}`).join(', '),
          },
          { key: 'every', label: t('how'), cell: every },
          {
            key: 'next',
            label: t('next'),
            cell: ({ next_renewal_at }) => (next_renewal_at === null ? '–' : format.date(next_renewal_at)),
          },
          { key: 'price', label: t('price'), align: 'end', cell: ({ price }) => format.money(price) },
        ]}
      />
    </>
  )
}
