// The fields of a product, for a new one and for one that exists.
import { Grid, MultiSelect, Select, Stack, TagsInput, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { type ReactNode, useState } from 'react'
import { useCategoryChoices } from '../../../api/choices.ts'
import { FormPage, Section } from '../../../parts/form-page.tsx'
import { HtmlInput } from '../../../parts/html-input.tsx'
import { useBrandChoices, useShopUrl } from '../choices.ts'
import { ProductMedia } from './media.tsx'
import { STATUSES } from './product-parts.tsx'
import { useText } from './text.ts'
import type { ProductForm, ProductValues } from './values.ts'
import { Variants } from './variants.tsx'

/** Makes the form; what it refuses by itself is what is empty or there twice, and to publish something new that nobody could buy. */
export function useProductForm(make: () => ProductValues, isNew = false): ProductForm {
  const t = useText()
  // What the product is read anew to changes no field that is being edited.
  const [initialValues] = useState(make)
  return useForm<ProductValues>({
    initialValues,
    validate: ({ title, options, status, variants }) => {
      const faults: Record<string, string> = {}
      const isPriced = variants.some(({ prices }) => prices.some(({ amount }) => amount !== null))
      if (isNew && status === 'active' && !isPriced) faults['variants.0.prices.0.amount'] = t('fault.price')
      if (title.trim() === '') faults.title = t('fault.required')
      for (const [o, { name, values }] of options.entries()) {
        if (name.trim() === '') faults[`options.${o}.name`] = t('fault.required')
        else if (options.findIndex((other) => other.name === name) < o)
          faults[`options.${o}.name`] = t('fault.twice')
        for (const [v, value] of values.entries())
          if (value.trim() === '') faults[`options.${o}.values.${v}`] = t('fault.required')
          else if (values.indexOf(value) < v) faults[`options.${o}.values.${v}`] = t('fault.twice')
      }
      return faults
    },
  })
}

export function ProductFields({
  form,
  onSave,
  isNew = false,
  mayWrite = true,
  side,
}: {
  form: ProductForm
  onSave: (values: ProductValues) => Promise<unknown>
  isNew?: boolean
  mayWrite?: boolean
  /** Stands beside the fields. */
  side?: ReactNode
}) {
  return (
    <FormPage form={form} onSave={onSave} isNew={isNew} mayWrite={mayWrite}>
      <Grid>
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <About form={form} />
          <ProductMedia form={form} />
          <Variants form={form} />
          <Seo form={form} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          {side}
          <Sorting form={form} isNew={isNew} />
        </Grid.Col>
      </Grid>
    </FormPage>
  )
}

function About({ form }: { form: ProductForm }) {
  const t = useText()
  return (
    <Section title={t('about.title')}>
      <Stack>
        <TextInput label={t('field.title')} required maxLength={255} {...form.getInputProps('title')} />
        <HtmlInput label={t('field.description')} minRows={6} {...form.getInputProps('description')} />
      </Stack>
    </Section>
  )
}

function Sorting({ form, isNew }: { form: ProductForm; isNew: boolean }) {
  const t = useText()
  const categories = useCategoryChoices()
  const brands = useBrandChoices()
  return (
    <Section title={t('sorting.title')}>
      <Stack>
        {isNew && (
          <Select
            label={t('filter.status')}
            description={t('field.statusHelp')}
            allowDeselect={false}
            data={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
            {...form.getInputProps('status')}
          />
        )}
        <MultiSelect
          label={t('field.categories')}
          searchable
          nothingFoundMessage={t('filter.nothing')}
          data={categories}
          {...form.getInputProps('category_ids')}
        />
        <Select
          label={t('filter.brand')}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('filter.clearOne') }}
          nothingFoundMessage={t('filter.nothing')}
          data={brands}
          {...form.getInputProps('brand_id')}
        />
        <TagsInput
          label={t('field.tags')}
          description={t('field.tagsHelp')}
          {...form.getInputProps('tags')}
        />
        <TextInput
          label={t('field.productType')}
          description={t('field.productTypeHelp')}
          maxLength={255}
          {...form.getInputProps('product_type')}
        />
        <TextInput label={t('field.vendor')} maxLength={255} {...form.getInputProps('vendor')} />
      </Stack>
    </Section>
  )
}

const plain = (html: string): string =>
  new DOMParser().parseFromString(html, 'text/html').body.textContent?.replaceAll(/\s+/g, ' ').trim() ?? ''

function Seo({ form }: { form: ProductForm }) {
  const t = useText()
  const shopUrl = useShopUrl()
  const { title, handle, description, seo_title, seo_description } = form.values
  const summary = seo_description || plain(description)
  return (
    <Section title={t('seo.title')} text={t('seo.text')}>
      <Stack>
        {title !== '' && (
          <div>
            <Text size="xs" c="dimmed" dir="ltr" style={{ overflowWrap: 'anywhere' }}>
              {shopUrl(`/products/${handle || '…'}`) ?? `/products/${handle || '…'}`}
            </Text>
            <Text size="lg" c="var(--mantine-color-anchor)" lineClamp={1}>
              {seo_title || title}
            </Text>
            <Text size="sm" lineClamp={2}>
              {summary || t('seo.noDescription')}
            </Text>
          </div>
        )}
        <TextInput
          label={t('seo.pageTitle')}
          description={t('seo.length', { count: (seo_title || title).length, most: 60 })}
          placeholder={title}
          maxLength={255}
          {...form.getInputProps('seo_title')}
        />
        <Textarea
          label={t('seo.description')}
          description={t('seo.length', { count: summary.length, most: 160 })}
          autosize
          minRows={2}
          maxLength={1000}
          {...form.getInputProps('seo_description')}
        />
        <TextInput
          label={t('field.handle')}
          description={t('field.handleHelp')}
          dir="ltr"
          maxLength={255}
          {...form.getInputProps('handle')}
        />
      </Stack>
    </Section>
  )
}
