import type { Admin } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable, Empty } from '../../../parts/data-table.tsx'
import { PageLink } from '../../../parts/links.tsx'
import { useText } from './text.ts'

type Transaction = Admin['BalanceTransaction']

/** What was added to a balance and taken from it. */
export function Transactions({
  queryKey,
  currency,
  read,
}: {
  queryKey: readonly unknown[]
  currency: string
  read: (cursor: string | undefined) => Promise<Admin['BalanceTransactionPage']>
}) {
  const t = useText()
  const format = useFormat()
  const { slug } = useStore()
  const list = useList<Transaction>([...queryKey, 'transactions'], read)
  return (
    <DataTable
      list={list}
      label={t('transactions')}
      rowKey={({ id }) => id}
      empty={<Empty text={t('transactions.none')} />}
      columns={[
        { key: 'at', label: t('when'), cell: ({ created_at }) => format.dateTime(created_at) },
        { key: 'kind', label: t('what'), cell: ({ kind }) => t(`kind.${kind}`) },
        {
          key: 'note',
          label: t('note'),
          cell: ({ note, order_id }) =>
            order_id === null ? (
              note || '–'
            ) : (
              <PageLink to={`/stores/${slug}/orders/${order_id}`} size="sm">
                {t('order')}
              </PageLink>
            ),
        },
        {
          key: 'amount',
          label: t('amount'),
          align: 'end',
          cell: ({ amount }) => format.money({ amount, currency }),
        },
      ]}
    />
  )
}
