// What was given back of an order.
import { Alert, Divider, Group, NativeSelect, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { FormDialog } from '../../../parts/form-dialog.tsx'
import { Section } from '../../../parts/form-page.tsx'
import { tell } from '../../../parts/notices.tsx'
import { type Order, useRefreshOrder, useRefunds } from '../orders/order-data.ts'
import { useMethodName } from '../orders/statuses.tsx'
import { RefundBadge } from './badges.tsx'
import { DESTINATIONS } from './choices.ts'
import { useTellIssued } from './issued.tsx'
import { useText } from './text.ts'

type Refund = Admin['Refund']

export function RefundsCard({ order }: { order: Order }) {
  const t = useText()
  const refunds = useRefunds(order).data?.data ?? []
  if (refunds.length === 0) return null
  return (
    <Section title={t('refunds')}>
      <Stack>
        {refunds.map((refund) => (
          <OneRefund key={refund.id} refund={refund} />
        ))}
      </Stack>
    </Section>
  )
}

function OneRefund({ refund }: { refund: Refund }) {
  const t = useText()
  const format = useFormat()
  const { can } = useStore()
  const methodName = useMethodName()
  return (
    <div>
      <Group justify="space-between">
        <Group gap="xs">
          <Text size="sm" fw={500}>
            {t(`reason.${refund.reason}`)}
          </Text>
          <RefundBadge status={refund.status} />
        </Group>
        <Text size="sm">{format.money(refund.amount)}</Text>
      </Group>
      <Text size="xs" c="dimmed">
        {format.dateTime(refund.created_at)}
        {refund.payments.map(({ method, amount }) => ` · ${methodName(method)} ${format.money(amount)}`)}
      </Text>
      {refund.note && <Text size="sm">{refund.note}</Text>}
      {refund.status === 'failed' && (
        <Alert color="orange" p="xs" mt="xs">
          <Text size="sm" mb="xs">
            {t('refund.failedText')}
          </Text>
          {can('orders:refund') && <Retry refund={refund} />}
        </Alert>
      )}
      <Divider mt="sm" />
    </div>
  )
}

function Retry({ refund }: { refund: Refund }) {
  const t = useText()
  const { admin } = useStore()
  const refresh = useRefreshOrder()
  const tellIssued = useTellIssued()
  const form = useForm({ initialValues: { to: 'original' as Admin['RefundDestination'] } })
  const retry = async (body: Admin['RefundRetryInput']) => {
    const params = { path: { refund_id: refund.id } }
    const issued = await dataOf(admin.POST('/admin/v1/refunds/{refund_id}/retry', { params, body }))
    await refresh()
    tell(t('refund.retried'))
    tellIssued(issued)
  }
  return (
    <FormDialog label={t('refund.retry')} title={t('refund.retry')} form={form} onSave={retry} h={30}>
      <NativeSelect
        label={t('refund.to')}
        data={DESTINATIONS.map((value) => ({ value, label: t(`to.${value}`) }))}
        {...form.getInputProps('to')}
      />
    </FormDialog>
  )
}
