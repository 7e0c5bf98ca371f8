// What moved stock: who, when and why.
import { Select } from '@mantine/core'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useFilters } from '../../../api/search.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable, Empty } from '../../../parts/data-table.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { useLocations } from '../adjust.tsx'
import { useMovedVariants } from './names.ts'
import { useText } from './text.ts'

type Movement = Admin['StockMovement']

export default function Movements() {
  const t = useText()
  const format = useFormat()
  const { id, slug, admin } = useStore()
  const [{ location }, set] = useFilters()
  const locations = useLocations().data?.data ?? []
  const names = new Map(locations.map(({ id, name }) => [id, name]))
  const list = useList<Movement>([id, 'movements', location], (cursor) =>
    dataOf(
      admin.GET('/admin/v1/inventory/movements', {
        params: { query: { limit: 20, cursor, ...(location ? { location_id: location } : {}) } },
      }),
    ),
  )
  const variantOf = useMovedVariants(list.rows.map(({ variant_id }) => variant_id))
  const change = (value: number) => format.number(value, { signDisplay: 'exceptZero' })
  return (
    <>
      <PageHeader
        title={t('movements.title')}
        text={t('movements.text')}
        back={{ to: `/stores/${slug}/stock`, label: t('levels.title') }}
      />
      {locations.length > 1 && (
        <Select
          label={t('location.one')}
          placeholder={t('levels.all')}
          clearable
          clearButtonProps={{ 'aria-label': t('levels.clearOne') }}
          maw={260}
          mb="md"
          data={locations.map(({ id, name }) => ({ value: id, label: name }))}
          value={location ?? null}
          onChange={(value) => set({ location: value ?? undefined })}
        />
      )}
      <DataTable
        list={list}
        label={t('movements.title')}
        rowKey={({ id }) => id}
        columns={[
          { key: 'at', label: t('movements.at'), cell: ({ at }) => format.dateTime(at) },
          {
            key: 'variant',
            label: t('levels.variant'),
            cell: ({ variant_id }) => variantOf(variant_id) ?? '…',
          },
          { key: 'kind', label: t('movements.kind'), cell: ({ kind }) => t(`movements.${kind}`) },
          {
            key: 'on_hand',
            label: t('levels.on_hand'),
            align: 'end',
            cell: ({ on_hand }) => change(on_hand),
          },
          {
            key: 'available',
            label: t('levels.available'),
            align: 'end',
            cell: ({ available }) => change(available),
          },
          {
            key: 'location',
            label: t('location.one'),
            cell: ({ location_id }) => names.get(location_id) ?? '–',
          },
          { key: 'reason', label: t('movements.reason'), cell: ({ reason }) => reason || '–' },
        ]}
        empty={<Empty text={t('movements.none')} />}
      />
    </>
  )
}
