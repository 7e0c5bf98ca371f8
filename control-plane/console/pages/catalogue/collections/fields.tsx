// What collections, categories and brands have in common.
import { MultiSelect, Stack, Textarea, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useMarkets } from '../../../api/choices.ts'
import { Section } from '../../../parts/form-page.tsx'
import { HtmlInput } from '../../../parts/html-input.tsx'
import { PictureInput } from '../../../parts/picture-input.tsx'
import { useText } from './text.ts'

export type PageValues = { handle: string; seo_title: string; seo_description: string }

/** Its address and what search engines show of it. */
export function PageFields<Values extends PageValues>({ form }: { form: UseFormReturnType<Values> }) {
  const t = useText()
  const fields = form as unknown as UseFormReturnType<PageValues>
  return (
    <Section title={t('seo.title')}>
      <Stack>
        <TextInput
          label={t('field.handle')}
          description={t('field.handleHelp')}
          dir="ltr"
          maxLength={255}
          {...fields.getInputProps('handle')}
        />
        <TextInput label={t('seo.pageTitle')} maxLength={255} {...fields.getInputProps('seo_title')} />
        <Textarea
          label={t('seo.description')}
          autosize
          minRows={2}
          maxLength={1000}
          {...fields.getInputProps('seo_description')}
        />
      </Stack>
    </Section>
  )
}

/** What is said of it, and how it looks. */
export function LookFields<Values extends { description: string }>({
  form,
  picture,
  label,
}: {
  form: UseFormReturnType<Values>
  /** The field that holds the picture's address. */
  picture: keyof Values & `${string}_url`
  /** What the picture is called. */
  label: string
}) {
  const t = useText()
  const fields = form as unknown as UseFormReturnType<Record<string, string>>
  const name: string = picture
  return (
    <>
      <HtmlInput label={t('field.description')} {...fields.getInputProps('description')} />
      <PictureInput
        label={label}
        src={fields.values[name] ?? ''}
        onChange={(media) => fields.setFieldValue(name, media?.url ?? '')}
        error={fields.errors[name]}
      />
    </>
  )
}

/** In which markets it is shown; none chosen: in all. */
export function MarketsField<Values extends { markets: string[] }>({
  form,
}: {
  form: UseFormReturnType<Values>
}) {
  const t = useText()
  const { data } = useMarkets()
  const fields = form as unknown as UseFormReturnType<{ markets: string[] }>
  const { markets } = fields.getValues()
  const known = new Map((data?.data ?? []).map(({ code, name }) => [code, name]))
  return (
    <MultiSelect
      label={t('field.markets')}
      description={t('field.marketsHelp')}
      data={[...new Set([...known.keys(), ...markets])].map((value) => ({
        value,
        label: known.get(value) ?? value,
      }))}
      {...fields.getInputProps('markets')}
    />
  )
}
