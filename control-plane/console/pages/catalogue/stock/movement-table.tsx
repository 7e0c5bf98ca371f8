// What moved stock, and why, in words and with the way to what it belongs to.
import type { Admin } from '../../../api/client.ts'
import type { List } from '../../../api/lists.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable, Empty } from '../../../parts/data-table.tsx'
import { PageLink } from '../../../parts/links.tsx'
import { useLocationNames, useVariantNames } from './stock-data.ts'
import { useText } from './text.ts'

export type Movement = Admin['StockMovement']

/** Reasons that the system gives, by how they begin; whatever else is what somebody wrote. */
const REASONS = [
  ['Cancelled fulfillment ', 'reason.unfulfilled'],
  ['Fulfillment ', 'reason.fulfilled'],
  ['Cancelled, not restocked', 'reason.lost'],
  ['Cancelled', 'reason.cancelled'],
  ['No longer ordered', 'reason.noLongerOrdered'],
  ['Refunded', 'reason.refunded'],
  ['Returned', 'reason.returned'],
  ['Ordered', 'reason.ordered'],
  ['Expired', 'reason.expired'],
  ['Catalog', 'reason.catalog'],
  ['Cart', 'reason.cart'],
] as const

/** @param isOfOne of all that one transfer moved, which needs no reason */
export function MovementTable({
  list,
  empty,
  isOfOne = false,
}: {
  list: List<Movement>
  empty: string
  isOfOne?: boolean
}) {
  const t = useText()
  const format = useFormat()
  const placeOf = useLocationNames()
  const { nameOf } = useVariantNames(list.rows.map(({ variant_id }) => variant_id))
  const change = (value: number) => format.number(value, { signDisplay: 'exceptZero' })
  return (
    <DataTable
      list={list}
      label={t('movements.title')}
      rowKey={({ id }) => id}
      columns={[
        { key: 'at', label: t('movements.at'), cell: ({ at }) => format.dateTime(at) },
        { key: 'variant', label: t('levels.variant'), cell: ({ variant_id }) => nameOf(variant_id) },
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
        { key: 'location', label: t('location.one'), cell: ({ location_id }) => placeOf(location_id) },
        ...(isOfOne
          ? []
          : [
              {
                key: 'reason',
                label: t('movements.reason'),
                cell: (movement: Movement) => <Reason movement={movement} />,
              },
            ]),
      ]}
      empty={<Empty text={empty} />}
    />
  )
}

function Reason({ movement: { reason, reference } }: { movement: Movement }) {
  const t = useText()
  const { slug } = useStore()
  const [, known] = REASONS.find(([begin]) => reason.startsWith(begin)) ?? []
  const words = known === undefined ? reason : t(known)
  if (reference === null) return words || '–'
  const { type, id, order_number } = reference
  const label =
    order_number === null
      ? t(`reference.${type}`)
      : t('reference.of', { what: t(`reference.${type}`), number: order_number })
  return (
    <>
      <PageLink to={`/stores/${slug}/${PAGES[type]}/${id}`} size="sm">
        {label}
      </PageLink>
      {words !== '' && ` – ${words}`}
    </>
  )
}

const PAGES = {
  order: 'orders',
  return: 'returns',
  transfer: 'stock/transfers',
  count: 'stock/counts',
} as const
