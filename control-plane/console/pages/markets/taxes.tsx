// Countries and provinces with their rates.
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../api/client.ts'
import { useList } from '../../api/lists.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { ButtonLink } from '../../parts/links.tsx'
import { tell, useTellProblem } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { regionName } from './choices.ts'
import { useText } from './text.ts'

export default function Taxes() {
  const t = useText()
  const format = useFormat()
  const { id, slug, admin, can } = useStore()
  const client = useQueryClient()
  const tellProblem = useTellProblem()
  const list = useList<Admin['TaxRegion']>([id, 'tax-regions', 'list'], (cursor) =>
    dataOf(admin.GET('/admin/v1/tax-regions', { params: { query: { limit: 100, cursor } } })),
  )
  const addStates = async () => {
    try {
      const { added } = await dataOf(admin.POST('/admin/v1/tax-regions/us-states'))
      tell(t('statesAdded', { count: added }))
      await client.invalidateQueries({ queryKey: [id, 'tax-regions'] })
    } catch (error) {
      tellProblem(error)
    }
  }
  const create = can('store:write') && (
    <ButtonLink to={`/stores/${slug}/taxes/new`}>{t('taxes.new')}</ButtonLink>
  )
  return (
    <>
      <PageHeader title={t('taxes.title')} text={t('taxes.text')}>
        {can('store:write') && (
          <Button variant="default" onClick={() => void addStates()}>
            {t('addStates')}
          </Button>
        )}
        {create}
      </PageHeader>
      <DataTable
        list={list}
        label={t('taxes.title')}
        rowKey={({ id }) => id}
        link={({ id }) => `/stores/${slug}/taxes/${id}`}
        columns={[
          {
            key: 'region',
            label: t('region'),
            cell: (region) => regionName(format, region),
          },
          {
            key: 'rates',
            label: t('rates'),
            cell: ({ rates }) =>
              rates.length === 0
                ? '–'
                : format.list(rates.map(({ name, ppm }) => `${name} ${format.percent(ppm / 1_000_000, 4)}`)),
          },
        ]}
        empty={<Empty text={t('taxes.none')}>{create}</Empty>}
      />
    </>
  )
}
