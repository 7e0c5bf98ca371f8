// Counts of what is really there.
import { Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { type Search, useFilters } from '../../../api/search.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable, Empty } from '../../../parts/data-table.tsx'
import { FormDialog } from '../../../parts/form-dialog.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { TabLinks } from '../../../parts/tab-links.tsx'
import { useLocations } from '../adjust.tsx'
import { type Count, useLocationNames } from './stock-data.ts'
import { useText } from './text.ts'
import { CountStatus } from './transfer-status.tsx'

const STATUSES = ['open', 'applied', 'cancelled'] as const

export default function Counts() {
  const t = useText()
  const format = useFormat()
  const { id, slug, admin, can } = useStore()
  const [{ status: wanted }] = useFilters()
  const status = STATUSES.find((one) => one === wanted)
  const nameOf = useLocationNames()
  const list = useList<Count>([id, 'counts', 'list', status], (cursor) =>
    dataOf(admin.GET('/admin/v1/inventory/counts', { params: { query: { limit: 25, cursor, status } } })),
  )
  return (
    <>
      <PageHeader
        title={t('counts.title')}
        text={t('counts.text')}
        back={{ to: `/stores/${slug}/stock`, label: t('levels.title') }}
      >
        {can('inventory:write') && <Begin />}
      </PageHeader>
      <TabLinks
        label={t('location.status')}
        tabs={[undefined, ...STATUSES].map((one) => ({
          key: one ?? 'all',
          label: t(one === undefined ? 'levels.all' : `count.${one}`),
          search: { ...(one !== undefined && { status: one }) } as Search,
          isCurrent: status === one,
        }))}
      />
      <DataTable
        list={list}
        label={t('counts.title')}
        rowKey={({ id }) => id}
        link={({ id }) => `/stores/${slug}/stock/counts/${id}`}
        columns={[
          { key: 'at', label: t('count.begun'), cell: ({ created_at }) => format.dateTime(created_at) },
          { key: 'at-location', label: t('location.one'), cell: (count) => nameOf(count.location_id) },
          { key: 'status', label: t('location.status'), cell: (count) => <CountStatus count={count} /> },
          {
            key: 'lines',
            label: t('count.counted'),
            align: 'end',
            cell: ({ lines }) => format.number(lines.length),
          },
          {
            key: 'differences',
            label: t('count.differences'),
            align: 'end',
            cell: ({ lines }) =>
              format.number(lines.filter(({ counted, expected }) => counted !== expected).length),
          },
          { key: 'note', label: t('transfer.note'), cell: ({ note }) => note || '–' },
        ]}
        empty={<Empty text={t(status === undefined ? 'counts.none' : 'levels.noneFound')} />}
      />
    </>
  )
}

function Begin() {
  const t = useText()
  const { id, slug, admin } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const locations = useLocations().data?.data ?? []
  const form = useForm({
    initialValues: { location_id: '', note: '' },
    validate: { location_id: (value) => (value === '' ? t('fault.required') : null) },
  })
  const begin = async (body: { location_id: string; note: string }) => {
    const { id: countId } = await dataOf(admin.POST('/admin/v1/inventory/counts', { body }))
    await client.invalidateQueries({ queryKey: [id, 'counts'] })
    await navigate({ to: `/stores/${slug}/stock/counts/${countId}` })
  }
  const preset = locations.find(({ is_default }) => is_default)?.id ?? ''
  return (
    <FormDialog
      label={t('counts.begin')}
      title={t('counts.begin')}
      saveLabel={t('counts.begin')}
      form={form}
      onSave={begin}
      onOpen={() => form.values.location_id === '' && form.setFieldValue('location_id', preset)}
      variant="filled"
    >
      <Select
        label={t('location.one')}
        required
        allowDeselect={false}
        data={locations.map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps('location_id')}
      />
      <TextInput
        label={t('transfer.note')}
        description={t('count.noteHelp')}
        maxLength={1_000}
        {...form.getInputProps('note')}
      />
    </FormDialog>
  )
}
