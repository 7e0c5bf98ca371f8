// The variants of a product: one in fields, several in a table with the rest of each in a dialog.
import { ActionIcon, Button, Group, Modal, NumberInput, Table, Text, TextInput } from '@mantine/core'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useCommon } from '../../../i18n/common.ts'
import { useFormat } from '../../../i18n/format.ts'
import { Section } from '../../../parts/form-page.tsx'
import { MoneyInput } from '../../../parts/money-input.tsx'
import { Options } from './options.tsx'
import { useText } from './text.ts'
import type { ProductForm } from './values.ts'
import { fillUp, missing, variantName } from './values.ts'
import { VariantFields } from './variant-fields.tsx'

export function Variants({ form }: { form: ProductForm }) {
  const t = useText()
  const common = useCommon()
  const { options, variants } = form.values
  const [edited, setEdited] = useState<number | null>(null)
  const shown = edited === null ? undefined : variants[edited]
  const absent = missing(form.values).length
  return (
    <>
      {options.length === 0 && variants.length === 1 && (
        <Section title={t('variant.title')}>
          <VariantFields form={form} index={0} />
        </Section>
      )}
      <Section title={t('options.title')}>
        <Options form={form} />
        {(options.length > 0 || variants.length > 1) && <Rows form={form} onEdit={setEdited} />}
        {absent > 0 && (
          <Button variant="default" mt="sm" onClick={() => form.setValues(fillUp(form.getValues()))}>
            {t('variant.fillUp', { count: absent })}
          </Button>
        )}
      </Section>
      {edited !== null && shown && (
        <Modal
          opened
          size="lg"
          onClose={() => setEdited(null)}
          title={variantName(shown, options) || t('variant.name')}
          closeButtonProps={{ 'aria-label': common('close') }}
        >
          <VariantFields form={form} index={edited} />
          <Group justify="space-between" mt="md">
            <Text size="sm" c="dimmed">
              {t('variant.savedLater')}
            </Text>
            <Button onClick={() => setEdited(null)}>{t('variant.done')}</Button>
          </Group>
        </Modal>
      )}
    </>
  )
}

function Rows({ form, onEdit }: { form: ProductForm; onEdit: (index: number) => void }) {
  const t = useText()
  const { variants } = form.values
  const hasFault = (index: number) =>
    Object.keys(form.errors).some((path) => path.startsWith(`variants.${index}.`))
  return (
    <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table aria-label={t('options.title')} verticalSpacing="xs" horizontalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('variant.name')}</Table.Th>
            <Table.Th scope="col">{t('list.price')}</Table.Th>
            <Table.Th scope="col">{t('variant.sku')}</Table.Th>
            <Table.Th scope="col">{t('list.stock')}</Table.Th>
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {variants.map((variant, index) => (
            <Row
              key={variant.id ?? variant.at.join()}
              {...{ form, index, onEdit, hasFault: hasFault(index) }}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function Row({
  form,
  index,
  onEdit,
  hasFault,
}: {
  form: ProductForm
  index: number
  onEdit: (index: number) => void
  hasFault: boolean
}) {
  const t = useText()
  const format = useFormat()
  const variant = form.values.variants[index]
  if (variant === undefined) return null
  const name = variantName(variant, form.values.options) || t('variant.number', { number: index + 1 })
  const currency = variant.prices[0]?.currency
  const path = `variants.${index}`
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500} style={{ overflowWrap: 'anywhere' }}>
        {name}
      </Table.Th>
      <Table.Td>
        {currency !== undefined && (
          <MoneyInput
            aria-label={`${t('list.price')} ${name}`}
            currency={currency}
            w={120}
            {...form.getInputProps(`${path}.prices.0.amount`)}
          />
        )}
      </Table.Td>
      <Table.Td>
        <TextInput
          aria-label={`${t('variant.sku')} ${name}`}
          dir="ltr"
          w={140}
          {...form.getInputProps(`${path}.sku`)}
        />
      </Table.Td>
      <Table.Td>
        {!variant.inventory_tracked ? (
          <Text size="sm">{t('stock.untracked')}</Text>
        ) : variant.id === undefined ? (
          <NumberInput
            aria-label={`${t('list.stock')} ${name}`}
            allowDecimal={false}
            w={90}
            hideControls
            {...form.getInputProps(`${path}.inventory_quantity`)}
          />
        ) : (
          format.number(variant.inventory_quantity)
        )}
      </Table.Td>
      <Table.Td>
        <Group gap={4} wrap="nowrap" justify="flex-end">
          <ActionIcon
            variant={hasFault ? 'filled' : 'subtle'}
            color={hasFault ? 'red' : undefined}
            aria-label={t(hasFault ? 'variant.editFault' : 'variant.edit', { name })}
            onClick={() => onEdit(index)}
          >
            <IconPencil size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={t('variant.remove', { name })}
            disabled={form.values.variants.length === 1}
            onClick={() => form.removeListItem('variants', index)}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      </Table.Td>
    </Table.Tr>
  )
}
