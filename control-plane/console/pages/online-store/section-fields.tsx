// The fields of one section of the shop's first page.
import {
  Group,
  MultiSelect,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  Textarea,
  TextInput,
} from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { dataOf } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { HtmlInput } from '../../parts/html-input.tsx'
import { PictureField } from './picture-field.tsx'
import { useText } from './text.ts'
import { type Section, type Values, withText } from './theme-values.ts'

type Props = { form: UseFormReturnType<Values>; index: number; language: string }

export function SectionFields(props: Props) {
  const section = props.form.values.home[props.index]
  if (section === undefined) return null
  return (
    <Stack>
      <Words {...props} field="heading" />
      {(section.kind === 'hero' || section.kind === 'image_with_text') && <WithPicture {...props} />}
      {section.kind === 'rich_text' && <Words {...props} field="html" />}
      {section.kind !== 'hero' && section.kind !== 'image_with_text' && section.kind !== 'rich_text' && (
        <Goods {...props} section={section} />
      )}
    </Stack>
  )
}

/** A text in the language that is edited. */
function Words({ form, index, language, field }: Props & { field: 'heading' | 'text' | 'html' }) {
  const t = useText()
  const path = `home.${index}.${field}`
  const texts = (form.values.home[index] as unknown as Record<string, Record<string, string>>)[field] ?? {}
  const write = (text: string) => form.setFieldValue(path, withText(texts, language, text) as never)
  const props = {
    label: t(`field.${field}`),
    value: texts[language] ?? '',
    error: form.errors[path] ?? form.errors[`${path}.${language}`],
  }
  // Each language has an editor of its own, which may be one for HTML.
  if (field === 'html') return <HtmlInput key={language} {...props} onChange={write} />
  const onChange = (event: { currentTarget: { value: string } }) => write(event.currentTarget.value)
  return field === 'heading' ? (
    <TextInput {...props} onChange={onChange} />
  ) : (
    <Textarea {...props} onChange={onChange} autosize minRows={2} />
  )
}

function WithPicture(props: Props) {
  const t = useText()
  const { form, index, language } = props
  const section = form.values.home[index]
  if (section === undefined || (section.kind !== 'hero' && section.kind !== 'image_with_text')) return null
  const { button } = section
  const path = `home.${index}`
  return (
    <>
      <Words {...props} field="text" />
      <PictureField label={t('picture')} {...form.getInputProps(`${path}.picture_media_id`)} />
      {section.kind === 'image_with_text' && (
        <SegmentedControl
          aria-label={t('side')}
          data={(['start', 'end'] as const).map((value) => ({ value, label: t(`side.${value}`) }))}
          {...form.getInputProps(`${path}.picture_side`)}
        />
      )}
      <Switch
        label={t('button')}
        checked={button !== null}
        onChange={(event) =>
          form.setFieldValue(
            `${path}.button`,
            (event.currentTarget.checked ? { label: {}, link: '/collections' } : null) as never,
          )
        }
      />
      {button !== null && (
        <Group grow align="flex-start">
          <TextInput
            label={t('buttonLabel')}
            value={button.label[language] ?? ''}
            error={form.errors[`${path}.button.label`]}
            onChange={(event) =>
              form.setFieldValue(
                `${path}.button.label`,
                withText(button.label, language, event.currentTarget.value) as never,
              )
            }
          />
          <TextInput label={t('link')} dir="ltr" {...form.getInputProps(`${path}.button.link`)} />
        </Group>
      )}
    </>
  )
}

type GoodsSection = Extract<
  Section,
  { kind: 'featured_collection' | 'collection_list' | 'featured_products' }
>

function Goods({ form, index, section }: Props & { section: GoodsSection }) {
  const t = useText()
  const { id, admin } = useStore()
  const collections = useQuery({
    queryKey: [id, 'collections', 'newest'],
    queryFn: () => dataOf(admin.GET('/admin/v1/collections', { params: { query: { limit: 100 } } })),
  })
  const products = useQuery({
    queryKey: [id, 'products', 'active'],
    enabled: section.kind === 'featured_products',
    queryFn: () =>
      dataOf(admin.GET('/admin/v1/products', { params: { query: { limit: 100, status: 'active' } } })),
  })
  const asChoices = (rows: readonly { id: string; title: string }[] = []) =>
    rows.map(({ id, title }) => ({ value: id, label: title }))
  const path = `home.${index}`
  if (section.kind === 'featured_products')
    return (
      <MultiSelect
        label={t('products')}
        description={t('newestProducts')}
        searchable
        clearable
        data={asChoices(products.data?.data)}
        {...form.getInputProps(`${path}.product_ids`)}
      />
    )
  if (section.kind === 'collection_list')
    return (
      <MultiSelect
        label={t('collections')}
        description={t('newestCollections')}
        searchable
        clearable
        data={asChoices(collections.data?.data)}
        {...form.getInputProps(`${path}.collection_ids`)}
      />
    )
  return (
    <Group grow align="flex-start">
      <Select
        label={t('collection')}
        description={t('newestProducts')}
        searchable
        clearable
        data={asChoices(collections.data?.data)}
        {...form.getInputProps(`${path}.collection_id`)}
      />
      <NumberInput label={t('howMany')} min={1} max={24} {...form.getInputProps(`${path}.limit`)} />
    </Group>
  )
}
