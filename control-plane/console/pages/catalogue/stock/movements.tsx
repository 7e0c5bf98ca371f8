// What moved stock: who, when and why.
import { Select } from '@mantine/core'
import { dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useFilters } from '../../../api/search.ts'
import { useStore } from '../../../api/session.ts'
import { PageHeader } from '../../../parts/page-header.tsx'
import { useLocations } from '../adjust.tsx'
import { type Movement, MovementTable } from './movement-table.tsx'
import { useText } from './text.ts'

export default function Movements() {
  const t = useText()
  const { id, slug, admin } = useStore()
  const [{ location }, set] = useFilters()
  const locations = useLocations().data?.data ?? []
  const list = useList<Movement>([id, 'movements', location], (cursor) =>
    dataOf(
      admin.GET('/admin/v1/inventory/movements', {
        params: { query: { limit: 20, cursor, ...(location ? { location_id: location } : {}) } },
      }),
    ),
  )
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
      <MovementTable list={list} empty={t('movements.none')} />
    </>
  )
}
