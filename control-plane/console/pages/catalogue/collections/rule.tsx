// Which products belong to a collection by themselves.
import {
  ActionIcon,
  Button,
  Fieldset,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  TextInput,
} from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useCategoryChoices } from '../../../api/choices.ts'
import { MoneyInput } from '../../../parts/money-input.tsx'
import { useBrandChoices, useCurrencies } from '../choices.ts'
import { type CollectionForm, FIELDS, type Field, newCondition, OPERATORS } from './collection-values.ts'
import { useText } from './text.ts'

const MOST_CONDITIONS = 50

export function Rule({ form }: { form: CollectionForm }) {
  const t = useText()
  const { currencies } = useCurrencies()
  const { conditions } = form.values
  return (
    <Fieldset legend={t('rule.conditions')}>
      <Stack gap="sm">
        {conditions.length > 1 && (
          <SegmentedControl
            aria-label={t('rule.match')}
            style={{ alignSelf: 'start' }}
            data={(['all', 'any'] as const).map((value) => ({ value, label: t(`rule.${value}`) }))}
            {...form.getInputProps('match')}
          />
        )}
        {conditions.map((_, index) => {
          const key = index
          return <Condition key={key} form={form} index={index} />
        })}
        {conditions.length < MOST_CONDITIONS && (
          <Button
            variant="default"
            style={{ alignSelf: 'start' }}
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => form.insertListItem('conditions', newCondition(currencies[0] ?? ''))}
          >
            {t('rule.add')}
          </Button>
        )}
      </Stack>
    </Fieldset>
  )
}

type Props = { form: CollectionForm; index: number }

function Condition({ form, index }: Props) {
  const t = useText()
  const condition = form.values.conditions[index]
  if (condition === undefined) return null
  const { field, currency } = condition
  const path = `conditions.${index}`
  const number = { number: index + 1 }
  return (
    <Group align="flex-start" gap="xs">
      <Select
        aria-label={t('rule.field', number)}
        allowDeselect={false}
        w={150}
        data={FIELDS.map((value) => ({ value, label: t(`rule.${value}`) }))}
        value={field}
        onChange={(value) => form.setFieldValue(path, newCondition(currency, value as Field))}
      />
      <Select
        aria-label={t('rule.operator', number)}
        allowDeselect={false}
        w={170}
        data={OPERATORS[field].map((value) => ({ value, label: t(`rule.${value}`) }))}
        {...form.getInputProps(`${path}.operator`)}
      />
      <Value form={form} index={index} />
      <ActionIcon
        variant="subtle"
        color="red"
        size="lg"
        aria-label={t('rule.remove', number)}
        disabled={form.values.conditions.length === 1}
        onClick={() => form.removeListItem('conditions', index)}
      >
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </Group>
  )
}

function Value({ form, index }: Props) {
  const t = useText()
  const categories = useCategoryChoices()
  const brands = useBrandChoices()
  const { currencies } = useCurrencies()
  const condition = form.values.conditions[index]
  if (condition === undefined) return null
  const path = `conditions.${index}`
  const label = { 'aria-label': t('rule.value', { number: index + 1 }) }
  const { field, currency } = condition
  if (field === 'brand' || field === 'category')
    return (
      <Select
        {...label}
        searchable
        nothingFoundMessage={t('nothing')}
        data={field === 'brand' ? brands : categories}
        w={220}
        {...form.getInputProps(`${path}.value`)}
      />
    )
  if (field === 'stock') {
    const { value, ...props } = form.getInputProps(`${path}.number`)
    return <NumberInput {...label} allowDecimal={false} w={220} {...props} value={value ?? ''} />
  }
  if (field === 'price')
    return (
      <Group gap="xs" align="flex-start">
        <MoneyInput {...label} currency={currency} w={150} {...form.getInputProps(`${path}.number`)} />
        {currencies.length > 1 && (
          <Select
            aria-label={t('sort.currency')}
            allowDeselect={false}
            data={[...new Set([...currencies, currency])]}
            w={90}
            {...form.getInputProps(`${path}.currency`)}
          />
        )}
      </Group>
    )
  return <TextInput {...label} maxLength={255} w={220} {...form.getInputProps(`${path}.value`)} />
}
