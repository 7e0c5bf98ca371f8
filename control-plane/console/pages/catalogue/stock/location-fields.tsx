// The fields of a location, for a new one and for one that exists.
import { MultiSelect, NumberInput, Select, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core'
import { type UseFormReturnType, useForm } from '@mantine/form'
import { useState } from 'react'
import type { Admin } from '../../../api/client.ts'
import { COUNTRIES } from '../../../i18n/countries.ts'
import { useFormat } from '../../../i18n/format.ts'
import { Section } from '../../../parts/form-page.tsx'
import { useText } from './text.ts'

const NO_ADDRESS = { line1: '', line2: '', city: '', state: '', postal_code: '', country: '' }

export type LocationValues = {
  name: string
  code: string
  /** Without a country it has none. */
  address: typeof NO_ADDRESS
  countries: string[]
  priority: number | string
  isActive: boolean
  fulfils_online: boolean
}

export const newLocation = (): LocationValues => ({
  name: '',
  code: '',
  address: NO_ADDRESS,
  countries: [],
  priority: 0,
  isActive: true,
  fulfils_online: true,
})

export function locationValues(location: Admin['Location']): LocationValues {
  const { name, code, address, countries, priority, status, fulfils_online } = location
  return {
    ...{ name, code, countries, priority, fulfils_online },
    address: address ?? NO_ADDRESS,
    isActive: status === 'active',
  }
}

export const locationInput = ({
  isActive,
  address,
  priority,
  ...values
}: LocationValues): Admin['LocationInput'] => ({
  ...values,
  priority: Number(priority),
  address: address.country === '' ? null : address,
  status: isActive ? 'active' : 'inactive',
})

export function useLocationForm(make: () => LocationValues): UseFormReturnType<LocationValues> {
  const t = useText()
  const [initialValues] = useState(make)
  const required = (value: string) => (value.trim() === '' ? t('fault.required') : null)
  return useForm<LocationValues>({
    initialValues,
    validate: {
      name: required,
      code: required,
      address: {
        country: (country, { address }) =>
          country === '' && Object.values(address).some((part) => part !== '') ? t('fault.country') : null,
      },
    },
  })
}

type Props = { form: UseFormReturnType<LocationValues> }

export function LocationFields({ form }: Props) {
  const t = useText()
  const format = useFormat()
  return (
    <>
      <Section title={t('location.one')}>
        <Stack>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput label={t('location.name')} required maxLength={255} {...form.getInputProps('name')} />
            <TextInput
              label={t('location.code')}
              description={t('location.codeHelp')}
              required
              dir="ltr"
              {...form.getInputProps('code')}
            />
          </SimpleGrid>
          <Switch
            label={t('location.activeLabel')}
            {...form.getInputProps('isActive', { type: 'checkbox' })}
          />
          <Switch
            label={t('location.onlineLabel')}
            {...form.getInputProps('fulfils_online', { type: 'checkbox' })}
          />
          <NumberInput
            label={t('location.priority')}
            description={t('location.priorityHelp')}
            min={0}
            max={1_000_000}
            allowDecimal={false}
            maw={280}
            {...form.getInputProps('priority')}
          />
          <MultiSelect
            label={t('location.countries')}
            description={t('location.countriesHelp')}
            searchable
            limit={50}
            data={COUNTRIES.map((code) => ({ value: code, label: format.countryName(code) }))}
            {...form.getInputProps('countries')}
          />
        </Stack>
      </Section>
      <Address form={form} />
    </>
  )
}

function Address({ form }: Props) {
  const t = useText()
  const format = useFormat()
  return (
    <Section title={t('location.address')} text={t('location.addressText')}>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {(['line1', 'line2', 'postal_code', 'city', 'state'] as const).map((part) => (
          <TextInput
            key={part}
            label={t(`address.${part}`)}
            maxLength={255}
            {...form.getInputProps(`address.${part}`)}
          />
        ))}
        <Select
          label={t('address.country')}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('levels.clearOne') }}
          limit={50}
          data={COUNTRIES.map((code) => ({ value: code, label: format.countryName(code) }))}
          {...form.getInputProps('address.country')}
          value={form.values.address.country || null}
          onChange={(country) => form.setFieldValue('address.country', country ?? '')}
        />
      </SimpleGrid>
    </Section>
  )
}
