// The fields of a collection, for a new one and for one that exists.
import { Radio, Select, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { Section } from '../../../parts/form-page.tsx'
import { useCurrencies } from '../choices.ts'
import type { CollectionForm, CollectionValues } from './collection-values.ts'
import { LookFields, MarketsField, PageFields } from './fields.tsx'
import { Rule } from './rule.tsx'
import { useText } from './text.ts'

/** Makes the form; what it refuses by itself is what is empty, and a period that ends before it starts. */
export function useCollectionForm(make: () => CollectionValues): CollectionForm {
  const t = useText()
  const [initialValues] = useState(make)
  return useForm<CollectionValues>({
    initialValues,
    validate: (values) => {
      const { title, sort, sort_currency, isByRule, conditions, starts_at, ends_at } = values
      const faults: Record<string, string> = {}
      if (title.trim() === '') faults.title = t('fault.required')
      if (sort.startsWith('price') && sort_currency === null) faults.sort_currency = t('fault.required')
      if (starts_at !== '' && ends_at !== '' && ends_at <= starts_at) faults.ends_at = t('fault.ends')
      if (!isByRule) return faults
      for (const [n, { field, value, number }] of conditions.entries()) {
        const isNumber = field === 'price' || field === 'stock'
        if (isNumber ? number === null : value.trim() === '')
          faults[`conditions.${n}.${isNumber ? 'number' : 'value'}`] = t('fault.required')
      }
      return faults
    },
  })
}

export function CollectionFields({ form, isNew = false }: { form: CollectionForm; isNew?: boolean }) {
  const t = useText()
  return (
    <>
      <Section title={t('collections.one')}>
        <Stack>
          <TextInput label={t('field.title')} required maxLength={255} {...form.getInputProps('title')} />
          <LookFields form={form} picture="image_url" label={t('field.image')} />
        </Stack>
      </Section>
      <Section title={t('kind.title')}>
        <Stack>
          {isNew && (
            <Radio.Group
              label={t('kind.question')}
              value={form.values.isByRule ? 'rule' : 'manual'}
              onChange={(kind) => form.setValues({ isByRule: kind === 'rule' })}
            >
              <Stack gap="xs" mt="xs">
                <Radio value="manual" label={t('kind.manual')} description={t('kind.manualText')} />
                <Radio value="rule" label={t('kind.rule')} description={t('kind.ruleText')} />
              </Stack>
            </Radio.Group>
          )}
          {form.values.isByRule && <Rule form={form} />}
          <Sorting form={form} />
        </Stack>
      </Section>
      <Period form={form} />
      <PageFields form={form} />
    </>
  )
}

function Sorting({ form }: { form: CollectionForm }) {
  const t = useText()
  const { currencies } = useCurrencies()
  const { sort, sort_currency } = form.values
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <Select
        label={t('sort.order')}
        allowDeselect={false}
        data={(['manual', 'title', 'price_asc', 'price_desc', 'newest', 'oldest'] as const).map((value) => ({
          value,
          label: t(`sort.${value}`),
        }))}
        value={sort}
        error={form.errors.sort}
        onChange={(value) =>
          form.setValues({
            sort: value as CollectionValues['sort'],
            sort_currency: sort_currency ?? currencies[0] ?? null,
          })
        }
      />
      {sort.startsWith('price') && (
        <Select
          label={t('sort.currency')}
          allowDeselect={false}
          data={[...new Set([...currencies, ...(sort_currency === null ? [] : [sort_currency])])]}
          {...form.getInputProps('sort_currency')}
        />
      )}
    </SimpleGrid>
  )
}

function Period({ form }: { form: CollectionForm }) {
  const t = useText()
  return (
    <Section title={t('period.title')} text={t('period.text')}>
      <Stack>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput type="datetime-local" label={t('period.from')} {...form.getInputProps('starts_at')} />
          <TextInput type="datetime-local" label={t('period.to')} {...form.getInputProps('ends_at')} />
        </SimpleGrid>
        <MarketsField form={form} />
      </Stack>
    </Section>
  )
}
