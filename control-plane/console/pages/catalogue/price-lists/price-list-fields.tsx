// The terms of a price list: how its prices count, for whom and when.
import { Code, Group, MultiSelect, NumberInput, Radio, Stack, Switch, Text, TextInput } from '@mantine/core'
import { type UseFormReturnType, useForm } from '@mantine/form'
import { useState } from 'react'
import type { Choice } from '../../../api/choices.ts'
import { Section } from '../../../parts/form-page.tsx'
import { useGroupChoices, useMarketChoices } from '../choices.ts'
import { useText } from './text.ts'
import type { PriceListValues } from './values.ts'

export type PriceListForm = UseFormReturnType<PriceListValues>

/** Names of the form's fields by the API's paths, where they differ. */
export const FIELDS: Readonly<Record<string, string>> = {
  'rules.market': 'markets',
  'rules.market.0': 'markets',
  'rules.customer_group': 'groups',
  'rules.customer_group.0': 'groups',
}

export function usePriceListForm(make: () => PriceListValues): PriceListForm {
  const t = useText()
  const [initialValues] = useState(make)
  return useForm<PriceListValues>({
    initialValues,
    validate: ({ name, starts_at, ends_at, rows }) => {
      const faults: Record<string, string> = {}
      if (name.trim() === '') faults.name = t('fault.required')
      if (starts_at !== '' && ends_at !== '' && ends_at <= starts_at) faults.ends_at = t('fault.period')
      for (const [index, { from, amounts }] of rows.entries())
        if (from === '' && Object.values(amounts).some((amount) => amount !== null))
          faults[`rows.${index}.from`] = t('fault.required')
      return faults
    },
  })
}

export function PriceListFields({ form }: { form: PriceListForm }) {
  const t = useText()
  return (
    <>
      <Section title={t('about')}>
        <Stack>
          <TextInput label={t('name')} required maxLength={255} {...form.getInputProps('name')} />
          <TextInput label={t('description')} maxLength={5_000} {...form.getInputProps('description')} />
          <Radio.Group label={t('type')} {...form.getInputProps('type')}>
            <Stack gap="xs" mt="xs">
              {(['sale', 'override'] as const).map((type) => (
                <Radio
                  key={type}
                  value={type}
                  label={t(`type.${type}`)}
                  description={t(`type.${type}Help`)}
                />
              ))}
            </Stack>
          </Radio.Group>
          <Switch
            label={t('isActive')}
            checked={form.values.status === 'active'}
            onChange={(event) =>
              form.setFieldValue('status', event.currentTarget.checked ? 'active' : 'draft')
            }
            error={form.errors.status}
          />
        </Stack>
      </Section>
      <Section title={t('buyers')} text={t('buyersText')}>
        <Stack>
          <Some form={form} field="markets" choices={useMarketChoices()} />
          <Some form={form} field="groups" choices={useGroupChoices()} />
          {Object.entries(form.values.others).map(([attribute, values]) => (
            <Text key={attribute} size="sm">
              {t('alsoOnly')}{' '}
              <Code>
                {attribute}: {values.join(', ')}
              </Code>
            </Text>
          ))}
        </Stack>
      </Section>
      <Section title={t('period')} text={t('periodText')}>
        <Group grow align="flex-start">
          <TextInput type="datetime-local" label={t('startsAt')} {...form.getInputProps('starts_at')} />
          <TextInput type="datetime-local" label={t('endsAt')} {...form.getInputProps('ends_at')} />
        </Group>
        <NumberInput
          mt="md"
          maw={280}
          label={t('priority')}
          description={t('priorityHelp')}
          allowDecimal={false}
          {...form.getInputProps('priority')}
        />
      </Section>
    </>
  )
}

function Some({
  form,
  field,
  choices,
}: {
  form: PriceListForm
  field: 'markets' | 'groups'
  choices: readonly Choice[]
}) {
  const t = useText()
  const known = new Set(choices.map(({ value }) => value))
  const chosen = form.values[field]
  // What cannot be looked up by this member of the staff, or is gone, stays until it is taken out.
  const unknown = chosen.filter((value) => !known.has(value))
  return (
    <MultiSelect
      label={t(field)}
      placeholder={chosen.length === 0 ? t('all') : ''}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('clear') }}
      data={[...choices, ...unknown.map((value) => ({ value, label: value }))]}
      {...form.getInputProps(field)}
    />
  )
}
