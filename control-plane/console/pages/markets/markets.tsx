// Where the store sells.
import { type Admin, dataOf } from '../../api/client.ts'
import { useList } from '../../api/lists.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { ButtonLink } from '../../parts/links.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { useText } from './text.ts'

export default function Markets() {
  const t = useText()
  const format = useFormat()
  const { id, slug, admin, can } = useStore()
  const list = useList<Admin['Market']>([id, 'markets', 'list'], (cursor) =>
    dataOf(admin.GET('/admin/v1/markets', { params: { query: { limit: 50, cursor } } })),
  )
  return (
    <>
      <PageHeader title={t('markets.title')} text={t('markets.text')}>
        {can('store:write') && <ButtonLink to={`/stores/${slug}/markets/new`}>{t('markets.new')}</ButtonLink>}
      </PageHeader>
      <DataTable
        list={list}
        label={t('markets.title')}
        rowKey={({ id }) => id}
        link={({ id }) => `/stores/${slug}/markets/${id}`}
        columns={[
          { key: 'name', label: t('name'), cell: ({ name }) => name },
          {
            key: 'countries',
            label: t('countries'),
            cell: ({ countries }) =>
              countries.length > 3
                ? t('countCountries', { count: countries.length })
                : format.list(countries.map(format.countryName)),
          },
          { key: 'currency', label: t('currency'), cell: ({ currency }) => currency },
          {
            key: 'shipping',
            label: t('shipping'),
            cell: ({ shipping_methods }) =>
              shipping_methods.length === 0 ? (
                <StatusBadge tone="bad">{t('noShipping')}</StatusBadge>
              ) : (
                format.list(shipping_methods.map(({ name }) => name))
              ),
          },
          {
            key: 'status',
            label: t('status'),
            cell: ({ status, is_default }) => (
              <>
                <StatusBadge tone={status === 'active' ? 'good' : 'plain'}>
                  {t(`status.${status}`)}
                </StatusBadge>{' '}
                {is_default && <StatusBadge tone="info">{t('isDefault')}</StatusBadge>}
              </>
            ),
          },
        ]}
      />
    </>
  )
}
