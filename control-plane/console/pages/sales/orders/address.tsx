// Addresses of customers and orders: shown, and as fields.

import { Select, SimpleGrid, Text, TextInput } from '@mantine/core'
import { COUNTRIES } from '../../../i18n/countries.ts'
import { useFormat } from '../../../i18n/format.ts'
import { LTR } from '../../../parts/ltr.ts'
import { useText } from './text.ts'

export const NO_ADDRESS = {
  name: '',
  company: '',
  line1: '',
  line2: '',
  city: '',
  state: '',
  postal_code: '',
  country: '',
  phone: '',
  tax_id: '',
}
export type AddressValues = typeof NO_ADDRESS

/** The fields' values of an address. */
export const fromAddress = (address: AddressValues): AddressValues =>
  Object.fromEntries(
    Object.keys(NO_ADDRESS).map((name) => [name, address[name as keyof AddressValues] ?? '']),
  ) as AddressValues

/** What the API takes, without spaces around. */
export const addressInput = (values: AddressValues): AddressValues =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.trim()])) as AddressValues

/** An address as lines of text. */
export function AddressText({ address }: { address: AddressValues }) {
  const format = useFormat()
  const { name, company, line1, line2, city, state, postal_code, country, phone, tax_id } = address
  const place = [city, state, postal_code].filter(Boolean).join(', ')
  const lines = [name, company, line1, line2, place, country && format.countryName(country), tax_id]
  return (
    <Text component="address" size="sm" fs="normal">
      {lines.filter(Boolean).map((line) => (
        <bdi key={line} style={{ display: 'block', overflowWrap: 'anywhere' }}>
          {line}
        </bdi>
      ))}
      {phone && (
        <a href={`tel:${phone}`} dir="ltr" style={{ color: 'var(--mantine-color-anchor)' }}>
          {phone}
        </a>
      )}
    </Text>
  )
}

// biome-ignore lint/suspicious/noExplicitAny: forms of several values have an address among them
type AnyForm = any

/** Fields for the address that a form has at `path`. */
export function AddressFields({ form, path }: { form: AnyForm; path?: string }) {
  const t = useText()
  const format = useFormat()
  const props = (name: keyof AddressValues) =>
    form.getInputProps(path === undefined ? name : `${path}.${name}`)
  const countries = COUNTRIES.map((value) => ({ value, label: format.countryName(value) })).sort((a, b) =>
    a.label.localeCompare(b.label),
  )
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput label={t('address.name')} required {...props('name')} />
        <TextInput label={t('address.company')} {...props('company')} />
      </SimpleGrid>
      <Select
        label={t('address.country')}
        data={countries}
        searchable
        required
        allowDeselect={false}
        {...props('country')}
      />
      <TextInput label={t('address.line1')} required {...props('line1')} />
      <TextInput label={t('address.line2')} {...props('line2')} />
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        <TextInput label={t('address.postal_code')} {...props('postal_code')} />
        <TextInput label={t('address.city')} required {...props('city')} />
        <TextInput label={t('address.state')} {...props('state')} />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput label={t('address.phone')} type="tel" attributes={LTR} {...props('phone')} />
        <TextInput label={t('address.tax_id')} attributes={LTR} {...props('tax_id')} />
      </SimpleGrid>
    </>
  )
}
