import { SimpleGrid } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { useFormat } from '../../../i18n/format.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { FormDialog } from '../../../parts/form-dialog.tsx'
import { Section } from '../../../parts/form-page.tsx'
import { tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { Figure } from '../orders/figure.tsx'
import { AdjustBalance } from './balance.tsx'
import { CardBadge } from './gift-cards.tsx'
import { CardFields, endOf } from './issue.tsx'
import { useText } from './text.ts'
import { Transactions } from './transactions.tsx'

type GiftCard = Admin['GiftCard']

export default function GiftCardPage() {
  const t = useText()
  const format = useFormat()
  const { id, slug, admin, can } = useStore()
  const client = useQueryClient()
  const { giftCardId = '' } = useParams({ strict: false }) as { giftCardId?: string }
  const path = { gift_card_id: giftCardId }
  const { data: card } = useSuspenseQuery({
    queryKey: [id, 'gift-card', giftCardId],
    queryFn: () => dataOf(admin.GET('/admin/v1/gift-cards/{gift_card_id}', { params: { path } })),
  })
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: [id, 'gift-card', giftCardId] })
    await client.invalidateQueries({ queryKey: [id, 'gift-cards'] })
  }
  const adjust = async (body: Admin['BalanceAdjustmentInput']) => {
    await dataOf(admin.POST('/admin/v1/gift-cards/{gift_card_id}/transactions', { params: { path }, body }))
    await refresh()
  }
  return (
    <>
      <PageHeader
        back={{ to: `/stores/${slug}/gift-cards`, label: t('title') }}
        title={<bdi dir="ltr">•••• {card.last4}</bdi>}
        badge={<CardBadge card={card} />}
        text={card.note}
      >
        {can('gift_cards:write') && (
          <>
            <EditCard card={card} refresh={refresh} />
            <Switch card={card} refresh={refresh} />
          </>
        )}
      </PageHeader>
      <SimpleGrid cols={{ base: 1, xs: 3 }} mb="md">
        <Figure label={t('balance')}>{format.money(card.balance)}</Figure>
        <Figure label={t('expires')}>
          {card.expires_at === null ? t('never') : format.date(card.expires_at)}
        </Figure>
        <Figure label={t('owner')}>{card.customer_email ?? t('anybody')}</Figure>
      </SimpleGrid>
      <Section title={t('transactions')}>
        {can('gift_cards:write') && (
          <AdjustBalance label={t('adjust')} currency={card.balance.currency} onSave={adjust} />
        )}
        <Transactions
          queryKey={[id, 'gift-card', giftCardId]}
          currency={card.balance.currency}
          read={(cursor) =>
            dataOf(
              admin.GET('/admin/v1/gift-cards/{gift_card_id}/transactions', {
                params: { path, query: { limit: 25, cursor } },
              }),
            )
          }
        />
      </Section>
    </>
  )
}

type Props = { card: GiftCard; refresh: () => Promise<void> }

function EditCard({ card, refresh }: Props) {
  const common = useCommon()
  const { admin } = useStore()
  const initial = () => ({
    expires: card.expires_at === null ? '' : new Date(card.expires_at).toLocaleDateString('sv'),
    customer_email: card.customer_email ?? '',
    note: card.note,
  })
  const form = useForm({ initialValues: initial() })
  const save = async ({ expires, customer_email, note }: ReturnType<typeof initial>) => {
    const body = {
      note,
      customer_email: customer_email.trim() || null,
      ...(expires !== initial().expires && { expires_at: expires === '' ? null : endOf(expires) }),
    }
    const params = { path: { gift_card_id: card.id } }
    await dataOf(admin.PATCH('/admin/v1/gift-cards/{gift_card_id}', { params, body }))
    await refresh()
  }
  return (
    <FormDialog
      label={common('edit')}
      title={common('edit')}
      form={form}
      fields={{ expires_at: 'expires' }}
      onSave={save}
      onOpen={() => !form.isDirty() && form.setValues(initial())}
    >
      <CardFields form={form} />
    </FormDialog>
  )
}

function Switch({ card, refresh }: Props) {
  const t = useText()
  const { admin } = useStore()
  const params = { path: { gift_card_id: card.id } }
  const deactivate = async () => {
    await dataOf(admin.POST('/admin/v1/gift-cards/{gift_card_id}/deactivate', { params }))
    await refresh()
    tell(t('deactivated'))
  }
  const activate = async () => {
    await dataOf(admin.POST('/admin/v1/gift-cards/{gift_card_id}/activate', { params }))
    await refresh()
    tell(t('activated'))
  }
  return card.active ? (
    <ConfirmButton label={t('deactivate')} title={t('deactivate')} onConfirm={deactivate}>
      {t('deactivate.text')}
    </ConfirmButton>
  ) : (
    <ConfirmButton
      label={t('activate')}
      title={t('activate')}
      color="indigo"
      variant="default"
      onConfirm={activate}
    >
      {t('activate.text')}
    </ConfirmButton>
  )
}
