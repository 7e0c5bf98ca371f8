import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { dataOf } from '../../../api/client.ts'
import { isProblem, ProblemError } from '../../../api/problem.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { Empty } from '../../../parts/data-table.tsx'
import { Section } from '../../../parts/form-page.tsx'
import { tell } from '../../../parts/notices.tsx'
import { RecordPage } from '../../../parts/record.tsx'
import { CountTable } from './count-table.tsx'
import { Counting } from './counting.tsx'
import { Note } from './note.tsx'
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
  const isOpen = ({ status }: Count) => status === 'open' && can('inventory:write')
  return (
    <RecordPage
      query={query}
      back={{ to: `/stores/${slug}/stock/counts`, label: t('counts.title') }}
      title={({ location_id }) => t('count.title', { name: nameOf(location_id) })}
      badge={(count) => <CountStatus count={count} />}
      text={({ created_at }) => t('count.begunAt', { time: format.dateTime(created_at) })}
      actions={(count) => isOpen(count) && <Actions count={count} />}
    >
      {(count) => (
        <>
          <Note>{count.note}</Note>
          {isOpen(count) ? (
            <Counting key={count.id} count={count} />
          ) : (
            <Section title={t('count.counted')}>
              {count.lines.length === 0 ? (
                <Empty text={t('count.nothing')} />
              ) : (
                <CountTable lines={count.lines.map((line) => ({ ...line, onHand: line.expected }))} />
              )}
            </Section>
          )}
        </>
      )}
    </RecordPage>
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
