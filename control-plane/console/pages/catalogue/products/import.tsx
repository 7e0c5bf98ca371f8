// One import: how far it is, what came of it, and which rows were left out.
import { Alert, Progress, SimpleGrid, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable } from '../../../parts/data-table.tsx'
import { Section } from '../../../parts/form-page.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { ProblemAlert } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { Loading } from '../../../parts/placeholder.tsx'
import { ImportStatus } from './import-status.tsx'
import { useText } from './text.ts'

type Import = Admin['ProductImport']
type Fault = Admin['ProductImportError']

const isOver = ({ status }: Import) => status === 'completed' || status === 'failed'

export default function ImportPage() {
  const t = useText()
  const format = useFormat()
  const { id: storeId, slug, admin } = useStore()
  const client = useQueryClient()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const query = useQuery({
    queryKey: [storeId, 'product-imports', id],
    queryFn: async () => {
      const now = await dataOf(
        admin.GET('/admin/v1/product-imports/{product_import_id}', {
          params: { path: { product_import_id: id } },
        }),
      )
      if (isOver(now))
        for (const key of ['products', 'start']) await client.invalidateQueries({ queryKey: [storeId, key] })
      return now
    },
    refetchInterval: ({ state }) => (state.data !== undefined && isOver(state.data) ? false : 1_000),
  })
  const { data } = query
  return (
    <>
      <PageHeader
        title={t('imports.one')}
        badge={data && <ImportStatus status={data.status} />}
        text={data && format.dateTime(data.created_at)}
        back={{ to: `/stores/${slug}/products/imports`, label: t('imports.title') }}
      >
        {data?.status === 'completed' && (
          <ButtonLink to={`/stores/${slug}/products`}>{t('imports.toProducts')}</ButtonLink>
        )}
      </PageHeader>
      <ProblemAlert error={query.error} retry={() => void query.refetch()} />
      {query.isPending && <Loading />}
      {data && <Outcome data={data} />}
      {data && data.failed_rows > 0 && <Faults id={id} total={data.failed_rows} />}
    </>
  )
}

function Outcome({ data }: { data: Import }) {
  const t = useText()
  const format = useFormat()
  const { processed_products: processed, total_products: total } = data
  return (
    <Stack mb="lg">
      {!isOver(data) && (
        <>
          <Progress
            aria-label={t('imports.running')}
            value={total === 0 ? 0 : (100 * processed) / total}
            size="lg"
            animated
          />
          <Text role="status">
            {t('imports.progress', { done: format.number(processed), total: format.number(total) })}
          </Text>
          <Text size="sm" c="dimmed">
            {t('imports.mayLeave')}
          </Text>
        </>
      )}
      {data.failure !== null && <Alert color="red">{data.failure}</Alert>}
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        {(['created', 'updated', 'unchanged', 'failed_rows'] as const).map((field) => (
          <Section key={field} title={format.number(data[field])}>
            {t(`imports.${field}`)}
          </Section>
        ))}
      </SimpleGrid>
    </Stack>
  )
}

function Faults({ id, total }: { id: string; total: number }) {
  const t = useText()
  const { id: storeId, admin } = useStore()
  const list = useList<Fault>([storeId, 'product-import-errors', id, total], (cursor) =>
    dataOf(
      admin.GET('/admin/v1/product-imports/{product_import_id}/errors', {
        params: { path: { product_import_id: id }, query: { limit: 100, cursor } },
      }),
    ),
  )
  return (
    <Section title={t('imports.faults')} text={t('imports.faultsText')}>
      <DataTable
        list={list}
        label={t('imports.faults')}
        rowKey={({ row, column, message }) => `${row} ${column} ${message}`}
        columns={[
          { key: 'row', label: t('imports.row'), cell: ({ row }) => row },
          { key: 'column', label: t('imports.column'), cell: ({ column }) => column || '–' },
          { key: 'message', label: t('imports.message'), cell: ({ message }) => message },
        ]}
      />
    </Section>
  )
}
