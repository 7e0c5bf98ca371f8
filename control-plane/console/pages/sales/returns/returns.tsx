import { type Admin, dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useFilters } from '../../../api/search.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable, Empty } from '../../../parts/data-table.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { TabLinks } from '../../../parts/tab-links.tsx'
import { ReturnBadge } from './badges.tsx'
import { useText } from './text.ts'

type Return = Admin['Return']
const STATUSES = ['requested', 'approved', 'closed', 'declined'] as const

export default function Returns() {
  const t = useText()
  const format = useFormat()
  const { id, slug, admin } = useStore()
  const [{ status: asked }] = useFilters()
  const status = STATUSES.find((one) => one === asked)
  const list = useList<Return>([id, 'returns', status], (cursor) =>
    dataOf(
      admin.GET('/admin/v1/returns', {
        params: { query: { limit: 50, cursor, ...(status !== undefined && { status }) } },
      }),
    ),
  )
  const unitsOf = ({ line_items }: Return) => line_items.reduce((sum, { quantity }) => sum + quantity, 0)
  return (
    <>
      <PageHeader title={t('returns.title')} />
      <TabLinks
        label={t('views')}
        tabs={[
          { key: 'all', label: t('all'), search: {}, isCurrent: status === undefined },
          ...STATUSES.map((value) => ({
            key: value,
            label: t(`return.${value}`),
            search: { status: value },
            isCurrent: value === status,
          })),
        ]}
      />
      <DataTable
        list={list}
        label={t('returns.title')}
        rowKey={({ id }) => id}
        link={({ id }) => `/stores/${slug}/returns/${id}`}
        empty={
          <Empty title={t('returns.none')} text={t('returns.noneText')}>
            <ButtonLink to={`/stores/${slug}/orders`} variant="default">
              {t('orders')}
            </ButtonLink>
          </Empty>
        }
        columns={[
          {
            key: 'created',
            label: t('return'),
            cell: ({ created_at }) => t('return.of', { date: format.date(created_at) }),
          },
          { key: 'status', label: t('state'), cell: ({ status }) => <ReturnBadge status={status} /> },
          { key: 'by', label: t('return.by'), cell: ({ requested_by }) => t(`by.${requested_by}`) },
          {
            key: 'reasons',
            label: t('reason'),
            cell: ({ line_items }) =>
              format.list([...new Set(line_items.map(({ reason }) => t(`why.${reason}`)))]),
          },
          { key: 'units', label: t('units'), align: 'end', cell: (row) => format.number(unitsOf(row)) },
        ]}
      />
    </>
  )
}
