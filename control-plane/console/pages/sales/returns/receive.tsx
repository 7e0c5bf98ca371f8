// What came back: counted, judged, and refunded if wanted.
import { Checkbox, Group, NativeSelect, NumberInput, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { FormPage, Section } from '../../../parts/form-page.tsx'
import { tell } from '../../../parts/notices.tsx'
import { fieldsOfSent } from '../orders/faults.ts'
import { nameOf } from '../orders/lines.tsx'
import { type Order, useLocations, useRefreshOrder } from '../orders/order-data.ts'
import { CONDITIONS, DESTINATIONS } from './choices.ts'
import { useTellIssued } from './issued.tsx'
import { useText } from './text.ts'

type Return = Admin['Return']

const awaited = (line: Return['line_items'][number]): number =>
  line.quantity - line.restocked_quantity - line.dismissed_quantity - line.written_off_quantity

export function Receive({ one, order }: { one: Return; order: Order }) {
  const t = useText()
  const { admin, can } = useStore()
  const refresh = useRefreshOrder()
  const tellIssued = useTellIssued()
  const locations = useLocations()
  const form = useForm({
    initialValues: {
      line_items: one.line_items
        .filter((line) => awaited(line) > 0)
        .map((line) => ({
          line_item_id: line.line_item_id,
          quantity: awaited(line),
          condition: 'restock' as Admin['ReturnCondition'],
        })),
      location: '',
      refund: can('orders:refund'),
      to: 'original' as Admin['RefundDestination'],
      shipping: false,
      notify: true,
    },
  })
  type Values = ReturnType<typeof form.getValues>
  const save = async ({ line_items, location, refund, to, shipping, notify }: Values) => {
    const body: Admin['ReturnReceiptInput'] = {
      line_items: line_items
        .filter(({ quantity }) => quantity > 0)
        .map((line) => (location === '' ? line : { ...line, location_id: location })),
      ...(refund && { refund: { to, notify, ...(shipping && { shipping: 'full' as const }) } }),
    }
    const params = { path: { return_id: one.id } }
    const received = await dataOf(admin.POST('/admin/v1/returns/{return_id}/receive', { params, body }))
    await refresh()
    tell(t('receive.done'))
    if (received.refund !== null) tellIssued(received.refund)
  }
  const values = form.getValues()
  return (
    <FormPage
      fields={fieldsOfSent(values.line_items, ['quantity', 'condition'])}
      form={form}
      onSave={save}
      saveLabel={t(values.refund ? 'receive.refund' : 'receive')}
      isNew
    >
      <Section title={t('receive.title')} text={t('receive.text')}>
        <Stack>
          {values.line_items.map(({ line_item_id }, index) => {
            const line = order.line_items.find(({ id }) => id === line_item_id)
            return (
              <Group key={line_item_id} align="flex-end">
                <Text size="sm" fw={500} style={{ flex: 1, minWidth: 160 }}>
                  {line && nameOf(line)}
                </Text>
                <NumberInput
                  label={t('quantity')}
                  min={0}
                  allowDecimal={false}
                  w={100}
                  {...form.getInputProps(`line_items.${index}.quantity`)}
                />
                <NativeSelect
                  label={t('condition')}
                  data={CONDITIONS.map((value) => ({ value, label: t(`condition.${value}`) }))}
                  {...form.getInputProps(`line_items.${index}.condition`)}
                />
              </Group>
            )
          })}
          {locations.length > 1 && (
            <NativeSelect
              label={t('location')}
              maw={300}
              data={[
                { value: '', label: t('location.default') },
                ...locations.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              {...form.getInputProps('location')}
            />
          )}
          {can('orders:refund') && (
            <>
              <Checkbox
                label={t('receive.refundNow')}
                {...form.getInputProps('refund', { type: 'checkbox' })}
              />
              {values.refund && (
                <>
                  <NativeSelect
                    label={t('refund.to')}
                    maw={300}
                    data={DESTINATIONS.map((value) => ({ value, label: t(`to.${value}`) }))}
                    {...form.getInputProps('to')}
                  />
                  <Checkbox
                    label={t('receive.shipping')}
                    {...form.getInputProps('shipping', { type: 'checkbox' })}
                  />
                  <Checkbox label={t('notify')} {...form.getInputProps('notify', { type: 'checkbox' })} />
                </>
              )}
            </>
          )}
        </Stack>
      </Section>
    </FormPage>
  )
}
