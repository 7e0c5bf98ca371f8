// One return: decided on, received and refunded here.

import { Button, Group, List, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../../api/client.ts'
import { type Store, useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { FormDialog } from '../../../parts/form-dialog.tsx'
import { Section } from '../../../parts/form-page.tsx'
import { ButtonLink, PageLink } from '../../../parts/links.tsx'
import { LTR } from '../../../parts/ltr.ts'
import { tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { useAction } from '../../../parts/use-action.ts'
import { Goods } from '../orders/lines.tsx'
import { type Order, usePictures, useRefreshOrder } from '../orders/order-data.ts'
import { ReturnBadge } from './badges.tsx'
import { Receive } from './receive.tsx'
import { useText } from './text.ts'

type Return = Admin['Return']

const returnQuery = ({ id, admin }: Store, returnId: string) =>
  queryOptions({
    queryKey: [id, 'return', returnId],
    queryFn: () =>
      dataOf(admin.GET('/admin/v1/returns/{return_id}', { params: { path: { return_id: returnId } } })),
  })

/** Whether something came back, or is written off, that was not refunded yet. */
const isRefundable = ({ line_items }: Return): boolean =>
  line_items.some(
    (line) =>
      line.restocked_quantity + line.dismissed_quantity + line.written_off_quantity > line.refunded_quantity,
  )

export default function ReturnPage() {
  const t = useText()
  const format = useFormat()
  const store = useStore()
  const { returnId = '' } = useParams({ strict: false }) as { returnId?: string }
  const { data: one } = useSuspenseQuery(returnQuery(store, returnId))
  const { data: order } = useQuery({
    queryKey: [store.id, 'order', one.order_id],
    queryFn: () =>
      dataOf(
        store.admin.GET('/admin/v1/orders/{order_id}', { params: { path: { order_id: one.order_id } } }),
      ),
  })
  const isAwaited = one.status === 'approved'
  return (
    <>
      <PageHeader
        back={{ to: `/stores/${store.slug}/returns`, label: t('returns.title') }}
        title={t('return.of', { date: format.date(one.created_at) })}
        badge={<ReturnBadge status={one.status} />}
        text={t(`requested.${one.requested_by}`)}
      >
        {store.can('orders:refund') && isRefundable(one) && (
          <ButtonLink
            to={`/stores/${store.slug}/orders/${one.order_id}/refund`}
            search={{ return: one.id } as never}
            variant="default"
          >
            {t('refund.back')}
          </ButtonLink>
        )}
        {store.can('orders:write') && <Decide one={one} />}
      </PageHeader>
      {order !== undefined && (
        <>
          <Section
            title={t('units')}
            text={
              <PageLink to={`/stores/${store.slug}/orders/${order.id}`}>
                {t('return.order', { number: order.number })}
              </PageLink>
            }
          >
            <Units one={one} order={order} />
          </Section>
          {isAwaited && store.can('orders:write') && <Receive key={one.updated_at} one={one} order={order} />}
        </>
      )}
      <Label one={one} />
    </>
  )
}

function Units({ one, order }: { one: Return; order: Order }) {
  const t = useText()
  const format = useFormat()
  const pictures = usePictures(order.line_items.map(({ product_id }) => product_id))
  return (
    <Stack>
      {one.line_items.map((unit) => {
        const line = order.line_items.find(({ id }) => id === unit.line_item_id)
        if (line === undefined) return null
        const became = [
          ['became.restock', unit.restocked_quantity],
          ['became.damaged', unit.dismissed_quantity],
          ['became.lost', unit.written_off_quantity],
          ['became.refunded', unit.refunded_quantity],
        ] as const
        return (
          <div key={unit.line_item_id}>
            <Group justify="space-between" wrap="nowrap">
              <Goods line={line} picture={pictures.get(line.product_id)} />
              <Text size="sm">× {format.number(unit.quantity)}</Text>
            </Group>
            <Text size="sm" ps={56}>
              {t(`why.${unit.reason}`)}
              {unit.note !== '' && `: ${unit.note}`}
            </Text>
            <Text size="xs" c="dimmed" ps={56}>
              {became
                .filter(([, count]) => count > 0)
                .map(([key, count]) => t(key, { count: format.number(count) }))
                .join(' · ')}
            </Text>
          </div>
        )
      })}
      {one.replacements.length > 0 && <Replacements one={one} order={order} />}
    </Stack>
  )
}

function Replacements({ one, order }: { one: Return; order: Order }) {
  const t = useText()
  const format = useFormat()
  return (
    <div>
      <Text component="h3" fw={600} size="sm">
        {t('exchange')}
      </Text>
      <List size="sm" listStyleType="none">
        {one.replacements.map(({ variant_id, quantity, line_item_id }) => (
          <List.Item key={variant_id}>
            {format.number(quantity)} ×{' '}
            {order.line_items.find(({ id }) => id === line_item_id)?.title ?? t('exchange.pending')}
          </List.Item>
        ))}
      </List>
    </div>
  )
}

function Decide({ one }: { one: Return }) {
  const t = useText()
  const { admin } = useStore()
  const refresh = useRefreshOrder()
  const { busy, run } = useAction()
  const form = useForm({ initialValues: { note: '' } })
  const params = { path: { return_id: one.id } }
  const approve = async () => {
    await dataOf(admin.POST('/admin/v1/returns/{return_id}/approve', { params }))
    await refresh()
  }
  const decline = async (body: { note: string }) => {
    await dataOf(admin.POST('/admin/v1/returns/{return_id}/decline', { params, body }))
    await refresh()
  }
  const close = async () => {
    await dataOf(admin.POST('/admin/v1/returns/{return_id}/close', { params }))
    await refresh()
    tell(t('close.done'))
  }
  if (one.status === 'approved')
    return (
      <ConfirmButton label={t('close')} title={t('close')} onConfirm={close}>
        {t('close.text')}
      </ConfirmButton>
    )
  if (one.status !== 'requested') return null
  return (
    <>
      <Button loading={busy !== null} onClick={() => run('approve', approve, t('approve.done'))}>
        {t('approve')}
      </Button>
      <FormDialog
        label={t('decline')}
        title={t('decline')}
        color="red"
        variant="outline"
        form={form}
        onSave={decline}
        saveLabel={t('decline')}
      >
        <Textarea
          label={t('decline.note')}
          maxLength={500}
          autosize
          minRows={3}
          {...form.getInputProps('note')}
        />
      </FormDialog>
    </>
  )
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())

function Label({ one }: { one: Return }) {
  const t = useText()
  const { admin, can } = useStore()
  const refresh = useRefreshOrder()
  const initial = () => ({
    note: one.note ?? '',
    label_url: one.label_url ?? '',
    tracking_carrier: one.tracking_carrier ?? '',
    tracking_number: one.tracking_number ?? '',
    tracking_url: one.tracking_url ?? '',
  })
  const form = useForm({ initialValues: initial() })
  const save = async ({ note, ...others }: ReturnType<typeof initial>) => {
    const params = { path: { return_id: one.id } }
    const parcel = Object.fromEntries(Object.entries(others).map(([name, text]) => [name, orNull(text)]))
    await dataOf(admin.PATCH('/admin/v1/returns/{return_id}', { params, body: { note, ...parcel } }))
    await refresh()
  }
  return (
    <Section title={t('label.title')}>
      <Stack gap={4} align="flex-start">
        {one.tracking_number !== null && (
          <Text size="sm">
            {one.tracking_carrier} <bdi dir="ltr">{one.tracking_number}</bdi>
          </Text>
        )}
        {one.label_url !== null && (
          <a
            href={one.label_url}
            target="_blank"
            rel="noreferrer"
            style={{ color: 'var(--mantine-color-anchor)' }}
          >
            {t('label.show')}
          </a>
        )}
        {one.decline_note && <Text size="sm">{one.decline_note}</Text>}
        {one.note && <Text size="sm">{one.note}</Text>}
        {can('orders:write') && (
          <FormDialog
            label={t('label.edit')}
            title={t('label.edit')}
            form={form}
            onSave={save}
            onOpen={() => !form.isDirty() && form.setValues(initial())}
            h={30}
            mt="xs"
          >
            <TextInput
              label={t('label.url')}
              type="url"
              attributes={LTR}
              {...form.getInputProps('label_url')}
            />
            <TextInput
              label={t('label.number')}
              attributes={LTR}
              {...form.getInputProps('tracking_number')}
            />
            <TextInput label={t('label.carrier')} {...form.getInputProps('tracking_carrier')} />
            <TextInput
              label={t('label.tracking')}
              type="url"
              attributes={LTR}
              {...form.getInputProps('tracking_url')}
            />
            <Textarea label={t('note')} maxLength={500} {...form.getInputProps('note')} />
          </FormDialog>
        )}
      </Stack>
    </Section>
  )
}
