// Changes what was ordered, and shows before it is saved what that costs.
import { ActionIcon, Group, NumberInput, Stack, Table, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { IconTrash } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { FormPage, Section } from '../../../parts/form-page.tsx'
import { MoneyInput } from '../../../parts/money-input.tsx'
import { ProblemAlert, tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { EditDiscounts } from './edit-discounts.tsx'
import type { EditForm, EditValues } from './edit-values.ts'
import { Goods } from './lines.tsx'
import { type Order, useOrder, usePictures, useRefreshOrder } from './order-data.ts'
import { useText } from './text.ts'
import { Sum, Totals } from './totals.tsx'
import { type PickedVariant, VariantPicker } from './variant-picker.tsx'

const NOTHING = { added: [], discounts: [], removed: [], shipping: null, note: '' }

/** What the API is asked for; undefined while nothing is changed. */
function editOf(order: Order, values: EditValues): Admin['OrderEditInput'] | undefined {
  const { currency } = order
  const change = order.line_items.flatMap(({ id, quantity }) => {
    const wanted = values.quantities[id]
    return typeof wanted === 'number' && wanted !== quantity ? [{ line_item_id: id, quantity: wanted }] : []
  })
  const add = values.added.map(({ variant, quantity, price }) => ({
    variant_id: variant.id,
    quantity: Number(quantity) || 1,
    ...(price !== null && { unit_price: { amount: price, currency } }),
  }))
  const edit: Admin['OrderEditInput'] = {
    ...(change.length > 0 && { change }),
    ...(add.length > 0 && { add }),
    ...(values.discounts.length > 0 && { add_discounts: values.discounts }),
    ...(values.removed.length > 0 && { remove_discounts: values.removed }),
    ...(values.shipping !== null && { shipping_price: { amount: values.shipping, currency } }),
  } as Admin['OrderEditInput']
  return Object.keys(edit).length === 0 ? undefined : { ...edit, version: order.version }
}

export default function EditOrder() {
  const t = useText()
  const { admin } = useStore()
  const { order, address } = useOrder()
  const refresh = useRefreshOrder()
  const navigate = useNavigate()
  const form = useForm<EditValues>({
    initialValues: {
      ...NOTHING,
      quantities: Object.fromEntries(order.line_items.map(({ id, quantity }) => [id, quantity])),
    },
  })
  const edit = editOf(order, form.getValues())
  const save = async (values: EditValues) => {
    const body = editOf(order, values)
    if (body === undefined) return
    const params = { path: { order_id: order.id } }
    await dataOf(
      admin.POST('/admin/v1/orders/{order_id}/edits', {
        params,
        body: { ...body, ...(values.note !== '' && { note: values.note }) },
      }),
    )
    await refresh()
    tell(t('edit.done'))
    await navigate({ to: address })
  }
  return (
    <>
      <PageHeader
        back={{ to: address, label: t('order.title', { number: order.number }) }}
        title={t('edit.title')}
        text={t('edit.text')}
      />
      <FormPage form={form} onSave={save} saveLabel={t('edit.save')}>
        <Section title={t('items')}>
          <EditLines order={order} form={form} />
        </Section>
        <Section title={t('edit.discounts')}>
          <EditDiscounts order={order} form={form} />
        </Section>
        <Section title={t('totals.shipping')}>
          <MoneyInput
            label={t('edit.shipping')}
            description={t('edit.shippingText')}
            currency={order.currency}
            maw={240}
            {...form.getInputProps('shipping')}
          />
        </Section>
        <Preview order={order} edit={edit} />
        <TextInput label={t('staffNote')} maxLength={1_000} {...form.getInputProps('note')} />
      </FormPage>
    </>
  )
}

function EditLines({ order, form }: { order: Order; form: EditForm }) {
  const t = useText()
  const pictures = usePictures(order.line_items.map(({ product_id }) => product_id))
  const added = form.getValues().added as EditValues['added']
  const pick = (variant: PickedVariant) => form.insertListItem('added', { variant, quantity: 1, price: null })
  return (
    <Stack>
      <Table verticalSpacing="sm" aria-label={t('items')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('product')}</Table.Th>
            <Table.Th scope="col" w={130}>
              {t('quantity')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {order.line_items.map((line) => (
            <Table.Tr key={line.id}>
              <Table.Td>
                <Goods line={line} picture={pictures.get(line.product_id)} />
              </Table.Td>
              <Table.Td>
                <NumberInput
                  aria-label={`${t('quantity')}: ${line.title}`}
                  min={line.fulfilled_quantity}
                  allowDecimal={false}
                  {...form.getInputProps(`quantities.${line.id}`)}
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {added.map(({ variant }, index) => (
        <Group key={`${variant.id} ${index}`} align="flex-end" wrap="wrap">
          <Text size="sm" fw={500} style={{ flex: 1, minWidth: 160 }}>
            {variant.name}
          </Text>
          <MoneyInput
            label={t('edit.price')}
            placeholder={t('edit.currentPrice')}
            currency={order.currency}
            w={170}
            {...form.getInputProps(`added.${index}.price`)}
          />
          <NumberInput
            label={t('quantity')}
            min={1}
            allowDecimal={false}
            w={100}
            {...form.getInputProps(`added.${index}.quantity`)}
          />
          <ActionIcon
            variant="subtle"
            color="red"
            size="lg"
            aria-label={t('remove', { name: variant.name })}
            onClick={() => form.removeListItem('added', index)}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <VariantPicker label={t('edit.add')} currency={order.currency} onPick={pick} />
    </Stack>
  )
}

function Preview({ order, edit }: { order: Order; edit: Admin['OrderEditInput'] | undefined }) {
  const t = useText()
  const format = useFormat()
  const { id, admin } = useStore()
  const [asked] = useDebouncedValue(edit === undefined ? undefined : JSON.stringify(edit), 400)
  const { data, error, isFetching } = useQuery({
    queryKey: [id, 'edit-preview', order.id, asked],
    queryFn: () =>
      dataOf(
        admin.POST('/admin/v1/orders/{order_id}/edits/preview', {
          params: { path: { order_id: order.id } },
          body: JSON.parse(asked ?? '{}') as Admin['OrderEditInput'],
        }),
      ),
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  })
  if (edit === undefined) return null
  return (
    <Section title={t('edit.preview')}>
      <ProblemAlert error={error} />
      {data !== undefined && error === null && (
        <Stack gap={6} aria-live="polite" aria-busy={isFetching}>
          <Totals of={data.after} />
          <Sum
            label={t('edit.difference', { before: format.money(data.before.totals.total) })}
            money={data.difference}
            strong
          />
          {data.outstanding.amount > 0 && <Sum label={t('totals.outstanding')} money={data.outstanding} />}
          {data.refund_due.amount > 0 && <Sum label={t('totals.refundDue')} money={data.refund_due} />}
        </Stack>
      )}
    </Section>
  )
}
