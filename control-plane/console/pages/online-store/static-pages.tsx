// Pages of the shop that stand for themselves: about, shipping, contact.
import { Group, SegmentedControl, TextInput } from '@mantine/core'
import { type Admin, dataOf } from '../../api/client.ts'
import { useList } from '../../api/lists.ts'
import { useFilters } from '../../api/search.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { ButtonLink } from '../../parts/links.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { useText } from './text.ts'

export default function StaticPages() {
  const t = useText()
  const format = useFormat()
  const { id, slug, admin, can } = useStore()
  const [{ q = '', status = '' }, set] = useFilters()
  const list = useList<Admin['Page']>([id, 'pages', 'list', q, status], (cursor) =>
    dataOf(
      admin.GET('/admin/v1/pages', {
        params: {
          query: {
            limit: 50,
            cursor,
            q: q || undefined,
            status: status === 'draft' || status === 'published' ? status : undefined,
          },
        },
      }),
    ),
  )
  const create = can('content:write') && (
    <ButtonLink to={`/stores/${slug}/pages/new`}>{t('pages.new')}</ButtonLink>
  )
  return (
    <>
      <PageHeader title={t('pages.title')} text={t('pages.text')}>
        {create}
      </PageHeader>
      <Group align="flex-end" mb="md">
        <TextInput
          label={t('pages.search')}
          value={q}
          onChange={(event) => set({ q: event.currentTarget.value })}
        />
        <SegmentedControl
          aria-label={t('pages.status')}
          value={status}
          onChange={(value) => set({ status: value })}
          data={(['', 'published', 'draft'] as const).map((value) => ({
            value,
            label: value === '' ? t('pages.all') : t(`pages.${value}`),
          }))}
        />
      </Group>
      <DataTable
        list={list}
        label={t('pages.title')}
        rowKey={({ id }) => id}
        link={({ id }) => `/stores/${slug}/pages/${id}`}
        columns={[
          { key: 'title', label: t('pages.name'), cell: ({ title }) => title },
          { key: 'handle', label: t('address'), cell: ({ handle }) => <bdi dir="ltr">/pages/{handle}</bdi> },
          {
            key: 'status',
            label: t('pages.status'),
            cell: ({ status }) => (
              <StatusBadge tone={status === 'published' ? 'good' : 'plain'}>
                {t(`pages.${status}`)}
              </StatusBadge>
            ),
          },
          {
            key: 'updated',
            label: t('pages.updated'),
            cell: ({ updated_at }) => format.dateTime(updated_at),
          },
        ]}
        empty={<Empty text={t('pages.none')}>{create}</Empty>}
      />
    </>
  )
}
