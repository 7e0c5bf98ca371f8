// The fields of a brand, for a new one and for one that exists.
import { NumberInput, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { type UseFormReturnType, useForm } from '@mantine/form'
import { useState } from 'react'
import type { Admin } from '../../../api/client.ts'
import { Section } from '../../../parts/form-page.tsx'
import { LookFields, PageFields } from './fields.tsx'
import { handleOf } from './page-values.ts'
import { useText } from './text.ts'

export type BrandValues = {
  name: string
  handle: string
  logo_url: string
  description: string
  /** Empty: what is computed counts. */
  popularity_override: number | string
  quality_override: number | string
  seo_title: string
  seo_description: string
}

export const newBrand = (): BrandValues => ({
  name: '',
  handle: '',
  logo_url: '',
  description: '',
  popularity_override: '',
  quality_override: '',
  seo_title: '',
  seo_description: '',
})

export function brandValues(brand: Admin['Brand']): BrandValues {
  const { name, handle, logo_url, description, seo_title, seo_description } = brand
  return {
    ...{ name, handle, logo_url, description, seo_title, seo_description },
    popularity_override: brand.popularity_override ?? '',
    quality_override: brand.quality_override ?? '',
  }
}

const scoreOf = (score: number | string): number | null => (score === '' ? null : Number(score))

export const brandInput = ({
  handle,
  popularity_override,
  quality_override,
  ...values
}: BrandValues): Admin['BrandInput'] => ({
  ...values,
  ...handleOf(handle),
  popularity_override: scoreOf(popularity_override),
  quality_override: scoreOf(quality_override),
})

export function useBrandForm(make: () => BrandValues): UseFormReturnType<BrandValues> {
  const t = useText()
  const [initialValues] = useState(make)
  return useForm<BrandValues>({
    initialValues,
    validate: { name: (name) => (name.trim() === '' ? t('fault.required') : null) },
  })
}

export function BrandFields({ form }: { form: UseFormReturnType<BrandValues> }) {
  const t = useText()
  return (
    <>
      <Section title={t('brands.one')}>
        <Stack>
          <TextInput label={t('field.name')} required maxLength={255} {...form.getInputProps('name')} />
          <LookFields form={form} picture="logo_url" label={t('brands.logo')} />
        </Stack>
      </Section>
      <Section title={t('brands.scores')} text={t('brands.scoresText')}>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          {(['popularity', 'quality'] as const).map((score) => (
            <NumberInput
              key={score}
              label={t(`brands.${score}`)}
              min={0}
              max={100}
              allowDecimal={false}
              {...form.getInputProps(`${score}_override`)}
            />
          ))}
        </SimpleGrid>
      </Section>
      <PageFields form={form} />
    </>
  )
}
