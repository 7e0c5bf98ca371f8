// One count: what there should be, what was counted, and the differences.
import { Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { dataOf } from '../../../api/client.ts'
import { isProblem, ProblemError } from '../../../api/problem.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { Empty } from '../../../parts/data-table.tsx'
import { Section } from '../../../parts/form-page.tsx'
import { ProblemAlert, tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { Loading } from '../../../parts/placeholder.tsx'
import { CountTable } from './count-table.tsx'
import { Counting } from './counting.tsx'
import { type Count, sumOf, useLocationNames, useVariantNames } from './stock-data.ts'
import { useText } from './text.ts'
import { CountStatus } from './transfer-status.tsx'

export default function CountPage() {
  const t = useText()
  const format = useFormat()
  const { id: storeId, slug, admin, can } = useStore()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const nameOf = useLocationNames()
  const query = useQuery({
    queryKey: [storeId, 'counts', 'one', id],
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/inventory/counts/{stock_count_id}', {
          params: { path: { stock_count_id: id } },
        }),
      ),
  })
  const count = query.data
  const isOpen = count?.status === 'open' && can('inventory:write')
  return (
    <>
      <PageHeader
        title={count ? t('count.title', { name: nameOf(count.location_id) }) : '…'}
        badge={count && <CountStatus count={count} />}
        text={count && t('count.begunAt', { time: format.dateTime(count.created_at) })}
        back={{ to: `/stores/${slug}/stock/counts`, label: t('counts.title') }}
      >
        {count && isOpen && <Actions count={count} />}
      </PageHeader>
      {count === undefined && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading />}
      {count && count.note !== '' && (
        <Text mb="md" style={{ whiteSpace: 'pre-wrap' }}>
          {count.note}
        </Text>
      )}
      {count && isOpen && <Counting key={count.id} count={count} />}
      {count && !isOpen && (
        <Section title={t('count.counted')}>
          {count.lines.length === 0 ? (
            <Empty text={t('count.nothing')} />
          ) : (
            <CountTable lines={count.lines.map((line) => ({ ...line, onHand: line.expected }))} />
          )}
        </Section>
      )}
    </>
  )
}

function Actions({ count }: { count: Count }) {
  const t = useText()
  const format = useFormat()
  const { id, admin } = useStore()
  const client = useQueryClient()
  const differing = count.lines.filter(({ counted, expected }) => counted !== expected)
  const { nameOf } = useVariantNames(differing.map(({ variant_id }) => variant_id))
  const params = { path: { stock_count_id: count.id } }
  const show = async (after: Count) => {
    client.setQueryData([id, 'counts', 'one', count.id], after)
    for (const key of [['counts', 'list'], ['movements'], ['levels'], ['products'], ['product']])
      await client.invalidateQueries({ queryKey: [id, ...key] })
  }
  const apply = async () => {
    try {
      await show(await dataOf(admin.POST('/admin/v1/inventory/counts/{stock_count_id}/apply', { params })))
      tell(t('count.isApplied'))
    } catch (error) {
      if (!isProblem(error, 'insufficient_inventory')) throw error
      const errors = error.errors.map(({ path, message }) => {
        const line = count.lines[Number(path.split('.')[1])]
        return { path: '', message: line === undefined ? message : `${nameOf(line.variant_id)}: ${message}` }
      })
      throw new ProblemError({ ...error, detail: error.detail, errors })
    }
  }
  const drop = async () => {
    await show(await dataOf(admin.POST('/admin/v1/inventory/counts/{stock_count_id}/cancel', { params })))
    tell(t('count.isDropped'))
  }
  return (
    <>
      <ConfirmButton label={t('count.drop')} title={t('count.dropTitle')} onConfirm={drop}>
        {t('count.dropText')}
      </ConfirmButton>
      <ConfirmButton
        label={t('count.finish')}
        title={t('count.finishTitle')}
        onConfirm={apply}
        color="indigo"
        variant="filled"
      >
        {t('count.finishText', {
          lines: format.number(count.lines.length),
          differences: format.number(differing.length),
          sum: format.number(sumOf(differing.map(({ counted, expected }) => counted - expected)), {
            signDisplay: 'exceptZero',
          }),
        })}
      </ConfirmButton>
    </>
  )
}
