import { Group } from '@mantine/core'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useList } from '../../../api/lists.ts'
import { useFilters } from '../../../api/search.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable, Empty } from '../../../parts/data-table.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { SearchField } from '../../../parts/search-field.tsx'
import { StatusBadge } from '../../../parts/status-badge.tsx'
import { IssueCards } from './issue.tsx'
import { useText } from './text.ts'

type GiftCard = Admin['GiftCard']

export default function GiftCards() {
  const t = useText()
  const format = useFormat()
  const { id, slug, admin, can } = useStore()
  const [{ q }, set] = useFilters()
  // Four characters are the end of a code, anything else an e-mail address.
  const query = q === undefined ? {} : /^[a-z0-9]{4}$/i.test(q) ? { last4: q } : { customer_email: q }
  const list = useList<GiftCard>([id, 'gift-cards', query], (cursor) =>
    dataOf(admin.GET('/admin/v1/gift-cards', { params: { query: { ...query, limit: 50, cursor } } })),
  )
  return (
    <>
      <PageHeader title={t('title')}>{can('gift_cards:write') && <IssueCards />}</PageHeader>
      <Group mb="sm">
        <SearchField label={t('search')} value={q} onChange={(q) => set({ q })} />
      </Group>
      <DataTable
        list={list}
        label={t('title')}
        rowKey={({ id }) => id}
        link={({ id }) => `/stores/${slug}/gift-cards/${id}`}
        empty={
          q === undefined ? (
            <Empty title={t('none')} text={t('noneText')}>
              {can('gift_cards:write') && <IssueCards />}
            </Empty>
          ) : (
            <Empty title={t('noneFound')} text={t('noneFoundText')}>
              <ButtonLink to="." search={{} as never} variant="default">
                {t('showAll')}
              </ButtonLink>
            </Empty>
          )
        }
        columns={[
          { key: 'code', label: t('code'), cell: ({ last4 }) => <bdi dir="ltr">•••• {last4}</bdi> },
          { key: 'state', label: t('state'), cell: (card) => <CardBadge card={card} /> },
          { key: 'email', label: t('owner'), cell: ({ customer_email }) => customer_email ?? t('anybody') },
          {
            key: 'expires',
            label: t('expires'),
            cell: ({ expires_at }) => (expires_at === null ? t('never') : format.date(expires_at)),
          },
          { key: 'since', label: t('issued'), cell: ({ created_at }) => format.date(created_at) },
          { key: 'balance', label: t('balance'), align: 'end', cell: ({ balance }) => format.money(balance) },
        ]}
      />
    </>
  )
}

export function CardBadge({ card }: { card: GiftCard }) {
  const t = useText()
  if (!card.active) return <StatusBadge tone="bad">{t('state.inactive')}</StatusBadge>
  if (card.expires_at !== null && Date.parse(card.expires_at) < Date.now())
    return <StatusBadge tone="plain">{t('state.expired')}</StatusBadge>
  return card.balance.amount === 0 ? (
    <StatusBadge tone="plain">{t('state.used')}</StatusBadge>
  ) : (
    <StatusBadge tone="good">{t('state.active')}</StatusBadge>
  )
}
