import { Checkbox, NativeSelect, Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { FormDialog } from '../../../parts/form-dialog.tsx'
import { tell } from '../../../parts/notices.tsx'
import { type Order, useRefreshOrder } from './order-data.ts'
import { useText } from './text.ts'

const CANCEL_REASONS = [
  'customer',
  'fraud',
  'inventory',
  'declined',
  'other',
] as const satisfies readonly Admin['CancelReason'][]

export function CancelOrder({ order }: { order: Order }) {
  const t = useText()
  const format = useFormat()
  const { admin } = useStore()
  const refresh = useRefreshOrder()
  const form = useForm({
    initialValues: { reason: 'customer' as Admin['CancelReason'], note: '', restock: true, refund: true },
  })
  const cancel = async (body: Admin['CancelInput']) => {
    const params = { path: { order_id: order.id } }
    await dataOf(admin.POST('/admin/v1/orders/{order_id}/cancel', { params, body }))
    await refresh()
    tell(t('cancel.done'))
  }
  return (
    <FormDialog
      label={t('cancel')}
      title={t('cancel')}
      color="red"
      variant="outline"
      form={form}
      onSave={cancel}
      saveLabel={t('cancel')}
    >
      <Text size="sm">{t('cancel.text')}</Text>
      <NativeSelect
        label={t('reason')}
        data={CANCEL_REASONS.map((value) => ({ value, label: t(`cancel.${value}`) }))}
        {...form.getInputProps('reason')}
      />
      <Textarea label={t('staffNote')} maxLength={500} {...form.getInputProps('note')} />
      <Checkbox label={t('cancel.restock')} {...form.getInputProps('restock', { type: 'checkbox' })} />
      {order.paid.amount + order.authorized.amount > 0 && (
        <Checkbox
          label={t('cancel.refund', {
            amount: format.money(order.paid.amount > 0 ? order.paid : order.authorized),
          })}
          {...form.getInputProps('refund', { type: 'checkbox' })}
        />
      )}
    </FormDialog>
  )
}
