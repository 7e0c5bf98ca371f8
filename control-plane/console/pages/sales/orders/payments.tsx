// How an order was paid, and what can be done about it.
import { Alert, Divider, Group, Radio, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { FormDialog } from '../../../parts/form-dialog.tsx'
import { Section } from '../../../parts/form-page.tsx'
import { MoneyInput } from '../../../parts/money-input.tsx'
import { ProblemAlert, tell } from '../../../parts/notices.tsx'
import { type Order, usePayments, useRefreshOrder } from './order-data.ts'
import { OnePaymentBadge, useMethodName } from './statuses.tsx'
import { useText } from './text.ts'

type Payment = Admin['Payment']

export function Payments({ order, customerId }: { order: Order; customerId: string | undefined }) {
  const t = useText()
  const { can } = useStore()
  const { data, error, refetch } = usePayments(order)
  const mayCollect = can('orders:write') && order.outstanding.amount > 0 && order.status === 'open'
  return (
    <Section title={t('payments')}>
      <ProblemAlert error={error} retry={() => void refetch()} />
      <Stack>
        {data?.data.length === 0 && (
          <Text c="dimmed" size="sm">
            {t('payments.none')}
          </Text>
        )}
        {data?.data.map((payment) => (
          <OnePayment key={payment.id} order={order} payment={payment} />
        ))}
        {mayCollect && (
          <Group gap="xs">
            <RecordPayment order={order} />
            {customerId !== undefined && <ChargeAgain order={order} customerId={customerId} />}
          </Group>
        )}
      </Stack>
    </Section>
  )
}

function OnePayment({ order, payment }: { order: Order; payment: Payment }) {
  const t = useText()
  const format = useFormat()
  const { can } = useStore()
  const methodName = useMethodName()
  const isWaiting = payment.operations.some(({ status }) => status === 'pending')
  const failed = payment.operations.findLast(({ status }) => status === 'failed')
  const failure = payment.failure ?? (payment.status === 'captured' ? null : (failed?.failure ?? null))
  return (
    <div>
      <Group justify="space-between">
        <Group gap="xs">
          <Text size="sm" fw={500}>
            {methodName(payment.method)}
          </Text>
          <OnePaymentBadge status={payment.status} />
        </Group>
        <Text size="sm">{format.money(payment.amount)}</Text>
      </Group>
      <Text size="xs" c="dimmed">
        {format.dateTime(payment.created_at)}
        {payment.reference !== null && (
          <>
            {' · '}
            <bdi dir="ltr">{payment.reference}</bdi>
          </>
        )}
        {payment.refunded.amount > 0 &&
          ` · ${t('payments.refunded', { amount: format.money(payment.refunded) })}`}
      </Text>
      {isWaiting && (
        <Text size="xs" role="status">
          {t('payments.waiting')}
        </Text>
      )}
      {failure !== null && (
        <Alert color="orange" p="xs" mt={4}>
          {t('payments.failure', { reason: failure.message ?? failure.code })}
        </Alert>
      )}
      {payment.status === 'authorized' && !isWaiting && can('orders:write') && (
        <Group gap="xs" mt="xs">
          <Capture order={order} payment={payment} />
          <LetGo order={order} payment={payment} />
        </Group>
      )}
      <Divider mt="sm" />
    </div>
  )
}

const pathOf = (order: Order, payment: Payment) => ({
  path: { order_id: order.id, payment_id: payment.id },
})

function Capture({ order, payment }: { order: Order; payment: Payment }) {
  const t = useText()
  const format = useFormat()
  const { admin } = useStore()
  const refresh = useRefreshOrder()
  const form = useForm({ initialValues: { amount: payment.amount.amount as number | null } })
  const capture = async ({ amount }: { amount: number | null }) => {
    const body = amount === null || amount === payment.amount.amount ? {} : { amount }
    const params = pathOf(order, payment)
    const answer = await dataOf(
      admin.POST('/admin/v1/orders/{order_id}/payments/{payment_id}/capture', { params, body }),
    )
    await refresh()
    tell(t(answer.status === 'captured' ? 'capture.done' : 'capture.asked'))
  }
  return (
    <FormDialog
      label={t('capture')}
      title={t('capture.title')}
      form={form}
      onSave={capture}
      saveLabel={t('capture')}
      size="md"
      variant="filled"
      h={30}
    >
      <Text size="sm">{t('capture.text', { amount: format.money(payment.amount) })}</Text>
      <MoneyInput
        label={t('amount')}
        currency={payment.amount.currency}
        clampBehavior="none"
        required
        data-autofocus
        {...form.getInputProps('amount')}
      />
    </FormDialog>
  )
}

function LetGo({ order, payment }: { order: Order; payment: Payment }) {
  const t = useText()
  const format = useFormat()
  const { admin } = useStore()
  const refresh = useRefreshOrder()
  const letGo = async () => {
    const params = pathOf(order, payment)
    await dataOf(admin.POST('/admin/v1/orders/{order_id}/payments/{payment_id}/cancel', { params }))
    await refresh()
    tell(t('letGo.done'))
  }
  return (
    <ConfirmButton label={t('letGo')} title={t('letGo')} size="xs" onConfirm={letGo}>
      {t('letGo.text', { amount: format.money(payment.amount) })}
    </ConfirmButton>
  )
}

function RecordPayment({ order }: { order: Order }) {
  const t = useText()
  const format = useFormat()
  const { admin } = useStore()
  const refresh = useRefreshOrder()
  const record = async () => {
    const params = { path: { order_id: order.id } }
    await dataOf(admin.POST('/admin/v1/orders/{order_id}/payments', { params }))
    await refresh()
    tell(t('record.done'))
  }
  return (
    <ConfirmButton
      label={t('record')}
      title={t('record')}
      color="indigo"
      size="xs"
      variant="default"
      onConfirm={record}
    >
      {t('record.text', { amount: format.money(order.outstanding) })}
    </ConfirmButton>
  )
}

function ChargeAgain({ order, customerId }: { order: Order; customerId: string }) {
  const t = useText()
  const format = useFormat()
  const { id, admin } = useStore()
  const refresh = useRefreshOrder()
  const form = useForm({ initialValues: { saved: '' } })
  const methods = useQuery({
    queryKey: [id, 'customer', customerId, 'payment-methods'],
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/customers/{customer_id}/payment-methods', {
          params: { path: { customer_id: customerId } },
        }),
      ),
    retry: false,
  }).data?.data
  if (methods === undefined || methods.length === 0) return null
  const charge = async ({ saved }: { saved: string }) => {
    const params = { path: { order_id: order.id } }
    const body = saved === '' ? {} : { saved_payment_method_id: saved }
    const payment = await dataOf(admin.POST('/admin/v1/orders/{order_id}/charges', { params, body }))
    await refresh()
    tell(t(payment.status === 'captured' ? 'charge.done' : 'charge.asked'))
  }
  return (
    <FormDialog
      label={t('charge')}
      title={t('charge')}
      form={form}
      fields={{ saved_payment_method_id: 'saved' }}
      onSave={charge}
      saveLabel={t('charge.button', { amount: format.money(order.outstanding) })}
      onOpen={() => form.setFieldValue('saved', methods.find(({ is_default }) => is_default)?.id ?? '')}
      h={30}
    >
      <Radio.Group label={t('charge.method')} {...form.getInputProps('saved')}>
        <Stack gap="xs" mt="xs">
          {methods.map((method) => (
            <Radio key={method.id} value={method.id} label={<bdi>{method.label}</bdi>} />
          ))}
        </Stack>
      </Radio.Group>
    </FormDialog>
  )
}
