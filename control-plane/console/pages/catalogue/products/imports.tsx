// Products from a file, as Shopify exports them, and the files that were imported before.
import { Button, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useStore } from '../../../api/session.ts'
import { upload } from '../../../api/upload.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable, Empty } from '../../../parts/data-table.tsx'
import { DropFiles } from '../../../parts/drop-files.tsx'
import { Section } from '../../../parts/form-page.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { ImportStatus } from './import-status.tsx'
import { useText } from './text.ts'

type Import = Admin['ProductImport']

export default function Imports() {
  const t = useText()
  const format = useFormat()
  const { id, slug, admin } = useStore()
  const list = useList<Import>(
    [id, 'product-imports'],
    (cursor) => dataOf(admin.GET('/admin/v1/product-imports', { params: { query: { limit: 20, cursor } } })),
    { refetchInterval: 5_000 },
  )
  return (
    <>
      <PageHeader
        title={t('imports.title')}
        text={t('imports.text')}
        back={{ to: `/stores/${slug}/products`, label: t('list.title') }}
      />
      <Start />
      <Text component="h2" fw={600} size="lg" mb="sm">
        {t('imports.before')}
      </Text>
      <DataTable
        list={list}
        label={t('imports.before')}
        rowKey={({ id }) => id}
        link={({ id }) => `/stores/${slug}/products/imports/${id}`}
        columns={[
          { key: 'at', label: t('imports.at'), cell: ({ created_at }) => format.dateTime(created_at) },
          {
            key: 'status',
            label: t('filter.status'),
            cell: ({ status }) => <ImportStatus status={status} />,
          },
          ...(['created', 'updated', 'unchanged', 'failed_rows'] as const).map((field) => ({
            key: field,
            label: t(`imports.${field}`),
            align: 'end' as const,
            cell: (one: Import) => format.number(one[field]),
          })),
        ]}
        empty={<Empty text={t('imports.none')} />}
      />
    </>
  )
}

function Start() {
  const t = useText()
  const { id, slug } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  return (
    <Section title={t('imports.new')} text={t('imports.newText')}>
      <DropFiles
        accept={{ 'text/csv': ['.csv'] }}
        text={t('imports.drop')}
        label={t('imports.choose')}
        onFile={async (file, onProgress) => {
          const started = await upload<Import>(id, '/admin/v1/products/import', {
            file,
            type: 'text/csv',
            onProgress,
          })
          await client.invalidateQueries({ queryKey: [id, 'product-imports'] })
          await navigate({ to: `/stores/${slug}/products/imports/${started.id}` })
        }}
      >
        <Button
          component="a"
          variant="subtle"
          href={`data:text/csv;charset=utf-8,${SAMPLE}`}
          download="products.csv"
        >
          {t('imports.sample')}
        </Button>
      </DropFiles>
    </Section>
  )
}

const SAMPLE = encodeURIComponent(
  [
    'Handle,Title,Body (HTML),Vendor,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price,Status',
    'tea-pot,Tea pot,<p>Holds four cups.</p>,Clay & Co,"kitchen, tea",TRUE,Colour,Blue,POT-BLUE,12,39.00,active',
    'tea-pot,,,,,,,Green,POT-GREEN,7,39.00,',
  ].join('\n'),
)
