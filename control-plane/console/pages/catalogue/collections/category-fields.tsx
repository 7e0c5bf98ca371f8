// The fields of a category, for a new one and for one that exists.
import { Select, Stack, TextInput } from '@mantine/core'
import { type UseFormReturnType, useForm } from '@mantine/form'
import { useState } from 'react'
import { useCategories, useCategoryChoices } from '../../../api/choices.ts'
import type { Admin } from '../../../api/client.ts'
import { Section } from '../../../parts/form-page.tsx'
import { LookFields, MarketsField, PageFields } from './fields.tsx'
import { handleOf, marketsOf } from './page-values.ts'
import { useText } from './text.ts'
import { mayStandBelow } from './tree.ts'

export type CategoryValues = {
  name: string
  handle: string
  description: string
  image_url: string
  parent_id: string | null
  markets: string[]
  seo_title: string
  seo_description: string
}

export const newCategory = (parent_id: string | null): CategoryValues => ({
  name: '',
  handle: '',
  description: '',
  image_url: '',
  parent_id,
  markets: [],
  seo_title: '',
  seo_description: '',
})

export function categoryValues(category: Admin['Category']): CategoryValues {
  const { name, handle, description, image_url, parent_id, markets, seo_title, seo_description } = category
  return {
    ...{ name, handle, description, image_url, parent_id, seo_title, seo_description },
    markets: markets ?? [],
  }
}

export const categoryInput = ({ handle, markets, ...values }: CategoryValues): Admin['CategoryInput'] => ({
  ...values,
  ...handleOf(handle),
  markets: marketsOf(markets),
})

export function useCategoryForm(make: () => CategoryValues): UseFormReturnType<CategoryValues> {
  const t = useText()
  const [initialValues] = useState(make)
  return useForm<CategoryValues>({
    initialValues,
    validate: { name: (name) => (name.trim() === '' ? t('fault.required') : null) },
  })
}

/** @param id of the category that exists already */
export function CategoryFields({ form, id }: { form: UseFormReturnType<CategoryValues>; id?: string }) {
  const t = useText()
  const all = useCategories().data ?? []
  const choices = useCategoryChoices().filter(
    ({ value }) => id === undefined || mayStandBelow(all, id, value),
  )
  return (
    <>
      <Section title={t('categories.one')}>
        <Stack>
          <TextInput label={t('field.name')} required maxLength={255} {...form.getInputProps('name')} />
          <Select
            label={t('categories.parent')}
            placeholder={t('categories.top')}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': t('clear') }}
            nothingFoundMessage={t('nothing')}
            data={choices}
            {...form.getInputProps('parent_id')}
          />
          <LookFields form={form} picture="image_url" label={t('field.image')} />
          <MarketsField form={form} />
        </Stack>
      </Section>
      <PageFields form={form} />
    </>
  )
}
