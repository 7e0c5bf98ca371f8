// The fields of a customer, for a new one and for changes.

import {
  Checkbox,
  MultiSelect,
  NativeSelect,
  SimpleGrid,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core'
import type { Admin } from '../../../api/client.ts'
import { useFormat } from '../../../i18n/format.ts'
import { LANGUAGE_CODES } from '../../../i18n/languages.ts'
import { LTR } from '../../../parts/ltr.ts'
import { type Customer, useGroups } from './customer-data.ts'
import { useText } from './text.ts'

export const valuesOf = (customer?: Customer) => ({
  email: customer?.email ?? '',
  first_name: customer?.first_name ?? '',
  last_name: customer?.last_name ?? '',
  phone: customer?.phone ?? '',
  locale: customer?.locale ?? '',
  accepts_marketing: customer?.accepts_marketing ?? false,
  note: customer?.note ?? '',
  tags: customer?.tags ?? [],
  customer_group_ids: customer?.groups.map(({ id }) => id) ?? [],
})
export type CustomerValues = ReturnType<typeof valuesOf>

/** What the API takes of them. */
export const inputOf = (values: CustomerValues): Admin['CustomerInput'] => ({
  ...values,
  email: values.email.trim(),
})

// biome-ignore lint/suspicious/noExplicitAny: forms of several values have these among them
type AnyForm = any

export function CustomerFields({ form }: { form: AnyForm }) {
  const t = useText()
  const format = useFormat()
  const groups = useGroups()
  const { locale } = form.getValues() as CustomerValues
  const locales = [...new Set([...LANGUAGE_CODES, ...(locale === '' ? [] : [locale])])]
  return (
    <>
      <TextInput label={t('email')} type="email" attributes={LTR} required {...form.getInputProps('email')} />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput label={t('firstName')} maxLength={100} {...form.getInputProps('first_name')} />
        <TextInput label={t('lastName')} maxLength={100} {...form.getInputProps('last_name')} />
        <TextInput
          label={t('phone')}
          type="tel"
          attributes={LTR}
          maxLength={50}
          {...form.getInputProps('phone')}
        />
        <NativeSelect
          label={t('language')}
          data={[
            { value: '', label: t('language.unknown') },
            ...locales.map((value) => ({ value, label: format.languageName(value) })),
          ]}
          {...form.getInputProps('locale')}
        />
      </SimpleGrid>
      <Checkbox
        label={t('marketing')}
        description={t('marketing.text')}
        {...form.getInputProps('accepts_marketing', { type: 'checkbox' })}
      />
      {groups.length > 0 && (
        <MultiSelect
          label={t('groups')}
          data={groups.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('customer_group_ids')}
        />
      )}
      <TagsInput label={t('tags')} description={t('tags.text')} {...form.getInputProps('tags')} />
      <Textarea label={t('note')} autosize minRows={2} maxLength={10_000} {...form.getInputProps('note')} />
    </>
  )
}
