// Gives money back, and shows before it does what exactly.
import { Checkbox, Grid, NativeSelect, Radio, Stack, Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useNavigate } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useFilters } from '../../../api/search.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { FormPage, Section } from '../../../parts/form-page.tsx'
import { MoneyInput } from '../../../parts/money-input.tsx'
import { tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { fieldsOfSent, inMoney } from '../orders/faults.ts'
import { type Order, type OrderLine, useOrder, usePayments, useRefreshOrder } from '../orders/order-data.ts'
import { useMethodName } from '../orders/statuses.tsx'
import { DESTINATIONS, REFUND_REASONS } from './choices.ts'
import { useTellIssued } from './issued.tsx'
import { RefundLines } from './refund-lines.tsx'
import { RefundPreview } from './refund-preview.tsx'
import type { RefundForm, RefundValues } from './refund-values.ts'
import { useText } from './text.ts'

/** How a unit usually is given back: what was sent comes back, what was not is on sale again. */
const usualRestock = (line: OrderLine): Admin['Restock'] =>
  line.fulfilled_quantity > line.returned_quantity ? 'return' : 'cancel'

const valuesOf = (order: Order, isReturn: boolean): RefundValues => ({
  line_items: isReturn
    ? []
    : order.line_items.map((line) => ({
        line_item_id: line.id,
        quantity: 0,
        restock: usualRestock(line),
        location_id: '',
      })),
  shipping: 'none',
  shipping_amount: null,
  amount: null,
  split: false,
  payments: [],
  reason: isReturn ? 'returned' : 'other',
  note: '',
  to: 'original',
  notify: true,
})

/** What the API is asked for; undefined while nothing is to be given back. */
function inputOf(
  order: Order,
  returnId: string | undefined,
  values: RefundValues,
): Admin['RefundInput'] | undefined {
  const lines = values.line_items
    .filter(({ quantity }) => Number(quantity) > 0)
    .map(({ location_id, quantity, ...line }) => ({
      ...line,
      quantity: Number(quantity),
      ...(location_id !== '' && line.restock !== 'no_restock' && { location_id }),
    }))
  const shipping = values.shipping === 'full' ? ('full' as const) : values.shipping_amount
  const hasShipping = values.shipping !== 'none' && shipping !== null && shipping !== 0
  const hasAmount = values.amount !== null && values.amount > 0
  const isAny = lines.length > 0 || hasShipping || hasAmount || returnId !== undefined
  if (!isAny && order.refund_due.amount === 0) return undefined
  const parts = values.payments.flatMap(({ payment_id, amount }) =>
    amount !== null && amount > 0 ? [{ payment_id, amount }] : [],
  )
  return {
    ...(lines.length > 0 && { line_items: lines }),
    ...(hasShipping && { shipping }),
    ...(hasAmount && { amount: values.amount ?? 0 }),
    ...(returnId !== undefined && { return_id: returnId }),
    ...(values.to === 'original' && values.split && parts.length > 0 && { payments: parts }),
    ...(values.note !== '' && { note: values.note }),
    reason: values.reason,
    to: values.to,
    notify: values.notify,
  }
}

export default function RefundPage() {
  const t = useText()
  const { admin } = useStore()
  const { order, address } = useOrder()
  const [{ return: returnId }] = useFilters()
  const refresh = useRefreshOrder()
  const navigate = useNavigate()
  const tellIssued = useTellIssued()
  const format = useFormat()
  const form = useForm<RefundValues>({ initialValues: valuesOf(order, returnId !== undefined) })
  const input = inputOf(order, returnId, form.getValues())
  const fields = {
    ...fieldsOfSent(form.getValues().line_items, ['quantity', 'restock', 'location_id']),
    shipping: 'shipping_amount',
  }
  const save = async (values: RefundValues) => {
    const body = inputOf(order, returnId, values)
    if (body === undefined) return
    const params = { path: { order_id: order.id } }
    const issued = await dataOf(admin.POST('/admin/v1/orders/{order_id}/refunds', { params, body })).catch(
      (error: unknown) => {
        throw inMoney(error, (amount) => format.money({ amount, currency: order.currency }))
      },
    )
    await refresh()
    tell(t(issued.status === 'pending' ? 'refund.asked' : 'refund.done'))
    tellIssued(issued)
    await navigate({ to: address })
  }
  return (
    <>
      <PageHeader
        back={{ to: address, label: t('return.order', { number: order.number }) }}
        title={t('refund.title', { number: order.number })}
      />
      <FormPage
        form={form}
        fields={fields}
        onSave={save}
        saveLabel={t('refund.button')}
        isNew={input !== undefined}
      >
        <Grid gap="md">
          <Grid.Col span={{ base: 12, lg: 8 }}>
            {returnId === undefined ? (
              <Section title={t('units')} text={t('refund.unitsText')}>
                <RefundLines order={order} form={form} />
              </Section>
            ) : (
              <Section title={t('units')}>
                <Text size="sm">{t('refund.ofReturn')}</Text>
              </Section>
            )}
            <Money order={order} form={form} />
            <Ways order={order} form={form} />
          </Grid.Col>
          <Grid.Col span={{ base: 12, lg: 4 }}>
            <RefundPreview order={order} input={input} />
          </Grid.Col>
        </Grid>
      </FormPage>
    </>
  )
}

/** What is given back besides goods. */
function Money({ order, form }: { order: Order; form: RefundForm }) {
  const t = useText()
  const { shipping } = form.getValues() as RefundValues
  return (
    <Section title={t('refund.besides')}>
      <Stack>
        {order.totals.shipping.amount > 0 && (
          <>
            <Radio.Group label={t('refund.shipping')} {...form.getInputProps('shipping')}>
              <Stack gap="xs" mt="xs">
                {(['none', 'full', 'part'] as const).map((value) => (
                  <Radio key={value} value={value} label={t(`refund.shipping.${value}`)} />
                ))}
              </Stack>
            </Radio.Group>
            {shipping === 'part' && (
              <MoneyInput
                label={t('refund.shippingAmount')}
                currency={order.currency}
                maw={240}
                {...form.getInputProps('shipping_amount')}
              />
            )}
          </>
        )}
        <MoneyInput
          label={t('refund.amount')}
          description={t('refund.amountText')}
          currency={order.currency}
          maw={320}
          {...form.getInputProps('amount')}
        />
      </Stack>
    </Section>
  )
}

/** How it is given back, and why. */
function Ways({ order, form }: { order: Order; form: RefundForm }) {
  const t = useText()
  const { to } = form.getValues() as RefundValues
  return (
    <Section title={t('refund.how')}>
      <Stack>
        <Radio.Group label={t('refund.to')} {...form.getInputProps('to')}>
          <Stack gap="xs" mt="xs">
            {DESTINATIONS.map((value) => (
              <Radio key={value} value={value} label={t(`to.${value}`)} description={t(`toText.${value}`)} />
            ))}
          </Stack>
        </Radio.Group>
        {to === 'original' && <Split order={order} form={form} />}
        <NativeSelect
          label={t('reason')}
          maw={320}
          data={REFUND_REASONS.map((value) => ({ value, label: t(`reason.${value}`) }))}
          {...form.getInputProps('reason')}
        />
        <Textarea label={t('note')} maxLength={500} {...form.getInputProps('note')} />
        <Checkbox label={t('notify')} {...form.getInputProps('notify', { type: 'checkbox' })} />
      </Stack>
    </Section>
  )
}

/** Says how much goes back to which of several payments. */
function Split({ order, form }: { order: Order; form: RefundForm }) {
  const t = useText()
  const methodName = useMethodName()
  const payments = (usePayments(order).data?.data ?? []).filter(
    ({ captured, refunded }) => captured.amount > refunded.amount,
  )
  const { split } = form.getValues() as RefundValues
  if (payments.length < 2) return null
  const begin = (isSplit: boolean) => {
    form.setFieldValue('split', isSplit)
    form.setFieldValue(
      'payments',
      payments.map(({ id }) => ({ payment_id: id, amount: null })),
    )
  }
  return (
    <>
      <Checkbox
        label={t('refund.split')}
        checked={split}
        onChange={(event) => begin(event.currentTarget.checked)}
      />
      {split &&
        payments.map((payment, index) => (
          <MoneyInput
            key={payment.id}
            label={methodName(payment.method)}
            currency={order.currency}
            maw={320}
            {...form.getInputProps(`payments.${index}.amount`)}
          />
        ))}
    </>
  )
}
