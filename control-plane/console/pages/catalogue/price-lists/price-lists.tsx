// All price lists, newest first.
import { IconPlus } from '@tabler/icons-react'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable, Empty } from '../../../parts/data-table.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { useGroupChoices, useMarketChoices } from '../choices.ts'
import { PriceListState } from './price-list-state.tsx'
import { useText } from './text.ts'

export default function PriceLists() {
  const t = useText()
  const format = useFormat()
  const { id, slug, admin, can } = useStore()
  const names = new Map(
    [...useMarketChoices(), ...useGroupChoices()].map(({ value, label }) => [value, label]),
  )
  const list = useList<Admin['PriceList']>([id, 'price-lists', 'list'], (cursor) =>
    dataOf(admin.GET('/admin/v1/price-lists', { params: { query: { limit: 25, cursor } } })),
  )
  const create = can('products:write') && (
    <ButtonLink to={`/stores/${slug}/price-lists/new`} leftSection={<IconPlus size={16} aria-hidden />}>
      {t('new')}
    </ButtonLink>
  )
  return (
    <>
      <PageHeader title={t('title')} text={t('text')}>
        {create}
      </PageHeader>
      <DataTable
        list={list}
        label={t('title')}
        rowKey={({ id }) => id}
        link={({ id }) => `/stores/${slug}/price-lists/${id}`}
        columns={[
          { key: 'name', label: t('name'), cell: ({ name }) => name },
          { key: 'state', label: t('status'), cell: (one) => <PriceListState list={one} /> },
          { key: 'type', label: t('type'), cell: ({ type }) => t(`type.${type}`) },
          {
            key: 'buyers',
            label: t('buyers'),
            cell: ({ rules }) => {
              const values = Object.values(rules).flat()
              return values.length === 0
                ? t('everybody')
                : format.list(values.map((value) => names.get(value) ?? value))
            },
          },
          {
            key: 'period',
            label: t('period'),
            cell: ({ starts_at, ends_at }) =>
              [
                starts_at === null ? '' : t('since', { time: format.dateTime(starts_at) }),
                ends_at === null ? '' : t('until', { time: format.dateTime(ends_at) }),
              ]
                .filter((part) => part !== '')
                .join(' ') || t('always'),
          },
        ]}
        empty={
          <Empty title={t('none')} text={t('noneText')}>
            {create}
          </Empty>
        }
      />
    </>
  )
}
