// Makes a return or an exchange of goods that were sent.

import { ActionIcon, Group, NativeSelect, NumberInput, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconTrash } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { Empty } from '../../../parts/data-table.tsx'
import { FormPage, Section } from '../../../parts/form-page.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { LTR } from '../../../parts/ltr.ts'
import { tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { fieldsOfSent } from '../orders/faults.ts'
import { Goods } from '../orders/lines.tsx'
import { type OrderLine, useOrder, usePictures, useRefreshOrder } from '../orders/order-data.ts'
import { type PickedVariant, VariantPicker } from '../orders/variant-picker.tsx'
import { RETURN_REASONS } from './choices.ts'
import { useText } from './text.ts'

const returnable = (line: OrderLine): number => line.fulfilled_quantity - line.returned_quantity

// biome-ignore lint/suspicious/noExplicitAny: Mantine's type of a form names its values in many places
type AnyForm = any
type Replacement = { variant: PickedVariant; quantity: number }

export default function NewReturn() {
  const t = useText()
  const { slug, admin } = useStore()
  const { order, address } = useOrder()
  const navigate = useNavigate()
  const refresh = useRefreshOrder()
  const lines = order.line_items.filter((line) => returnable(line) > 0)
  const form = useForm({
    initialValues: {
      line_items: lines.map(({ id }) => ({
        line_item_id: id,
        quantity: 0,
        reason: 'unwanted' as Admin['ReturnReason'],
        note: '',
      })),
      replacements: [] as Replacement[],
      label_url: '',
      tracking_number: '',
      note: '',
    },
    validate: {
      line_items: (items) => (items.some(({ quantity }) => quantity > 0) ? null : t('newReturn.pick')),
    },
  })
  const save = async (values: ReturnType<typeof form.getValues>) => {
    const { label_url, tracking_number, note } = values
    const body: Admin['ReturnInput'] = {
      line_items: values.line_items.filter(({ quantity }) => quantity > 0),
      replacements: values.replacements.map(({ variant, quantity }) => ({
        variant_id: variant.id,
        quantity,
      })),
      ...(note !== '' && { note }),
      ...(label_url !== '' && { label_url }),
      ...(tracking_number !== '' && { tracking_number }),
    }
    const params = { path: { order_id: order.id } }
    const made = await dataOf(admin.POST('/admin/v1/orders/{order_id}/returns', { params, body }))
    await refresh()
    tell(t('newReturn.done'))
    await navigate({ to: `/stores/${slug}/returns/${made.id}` })
  }
  return (
    <>
      <PageHeader
        back={{ to: address, label: t('return.order', { number: order.number }) }}
        title={t('newReturn.title')}
        text={t('newReturn.text')}
      />
      {lines.length === 0 ? (
        <Empty title={t('newReturn.nothing')} text={t('newReturn.nothingText')}>
          <ButtonLink to={address}>{t('return.order', { number: order.number })}</ButtonLink>
        </Empty>
      ) : (
        <FormPage
          form={form}
          fields={fieldsOfSent(form.getValues().line_items, ['quantity', 'reason', 'note'])}
          onSave={save}
          saveLabel={t('newReturn.save')}
          isNew
        >
          <Section title={t('units')}>
            <ReturnedLines lines={lines} form={form} />
          </Section>
          <Section title={t('exchange')} text={t('exchange.text')}>
            <Replacements form={form} currency={order.currency} />
          </Section>
          <Section title={t('label.title')}>
            <Stack>
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
              <Textarea label={t('note')} maxLength={500} {...form.getInputProps('note')} />
            </Stack>
          </Section>
        </FormPage>
      )}
    </>
  )
}

function ReturnedLines({ lines, form }: { lines: readonly OrderLine[]; form: AnyForm }) {
  const t = useText()
  const format = useFormat()
  const pictures = usePictures(lines.map(({ product_id }) => product_id))
  const items = form.getValues().line_items as { quantity: number }[]
  return (
    <Stack>
      {lines.map((line, index) => (
        <Stack key={line.id} gap="xs">
          <Group justify="space-between" align="flex-end">
            <Goods line={line} picture={pictures.get(line.product_id)} />
            <Group gap="xs" wrap="nowrap">
              <NumberInput
                aria-label={`${t('quantity')}: ${line.title}`}
                min={0}
                max={returnable(line)}
                allowDecimal={false}
                w={80}
                {...form.getInputProps(`line_items.${index}.quantity`)}
              />
              <Text size="sm" c="dimmed">
                / {format.number(returnable(line))}
              </Text>
            </Group>
          </Group>
          {(items[index]?.quantity ?? 0) > 0 && (
            <Group ps={56} align="flex-end">
              <NativeSelect
                label={t('reason')}
                data={RETURN_REASONS.map((value) => ({ value, label: t(`why.${value}`) }))}
                {...form.getInputProps(`line_items.${index}.reason`)}
              />
              <TextInput
                label={t('newReturn.lineNote')}
                maxLength={500}
                style={{ flex: 1, minWidth: 180 }}
                {...form.getInputProps(`line_items.${index}.note`)}
              />
            </Group>
          )}
        </Stack>
      ))}
      {form.errors.line_items && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {form.errors.line_items}
        </Text>
      )}
    </Stack>
  )
}

function Replacements({ form, currency }: { form: AnyForm; currency: string }) {
  const t = useText()
  const replacements = form.getValues().replacements as Replacement[]
  return (
    <Stack>
      {replacements.map(({ variant }, index) => (
        <Group key={`${variant.id} ${index}`} align="flex-end">
          <Text size="sm" style={{ flex: 1 }}>
            {variant.name}
          </Text>
          <NumberInput
            aria-label={`${t('quantity')}: ${variant.name}`}
            min={1}
            allowDecimal={false}
            w={80}
            {...form.getInputProps(`replacements.${index}.quantity`)}
          />
          <ActionIcon
            variant="subtle"
            color="red"
            size="lg"
            aria-label={t('remove', { name: variant.name })}
            onClick={() => form.removeListItem('replacements', index)}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <VariantPicker
        label={t('exchange.add')}
        currency={currency}
        onPick={(variant) => form.insertListItem('replacements', { variant, quantity: 1 })}
      />
    </Stack>
  )
}
