// Who invoices are from, and what stands on them.
import { Group, Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core'
import { type UseFormReturnType, useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { useCommon } from '../../i18n/common.ts'
import { COUNTRIES } from '../../i18n/countries.ts'
import { useFormat } from '../../i18n/format.ts'
import { FormPage, Section } from '../../parts/form-page.tsx'
import { ProblemAlert, tell } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Loading } from '../../parts/placeholder.tsx'
import { useText } from './text.ts'

type Settings = Admin['InvoiceSettings']
type Values = Omit<Settings, 'address'> & { address: NonNullable<Settings['address']> }

const NOWHERE = {
  ...{ company: '', line1: '', line2: '', city: '' },
  ...{ state: '', postal_code: '', country: '', phone: '' },
}

export default function Invoices() {
  const t = useText()
  const { id, admin } = useStore()
  const query = useQuery({
    queryKey: [id, 'invoice-settings'],
    queryFn: () => dataOf(admin.GET('/admin/v1/invoice-settings')),
  })
  return (
    <>
      <PageHeader title={t('invoices.title')} text={t('invoices.text')} />
      {query.error && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading />}
      {query.data && <SettingsForm settings={query.data} />}
    </>
  )
}

function SettingsForm({ settings }: { settings: Settings }) {
  const t = useText()
  const common = useCommon()
  const { id, admin, can } = useStore()
  const client = useQueryClient()
  const form = useForm<Values>({ initialValues: { ...settings, address: settings.address ?? NOWHERE } })
  const save = async ({ address, ...values }: Values) => {
    const isEmpty = Object.values(address).every((value) => value.trim() === '')
    const body = { ...values, address: isEmpty ? null : address }
    client.setQueryData(
      [id, 'invoice-settings'],
      await dataOf(admin.PATCH('/admin/v1/invoice-settings', { body })),
    )
    tell(common('saved'))
  }
  return (
    <FormPage form={form} onSave={save} mayWrite={can('store:write')}>
      <Section title={t('invoices.seller')}>
        <Stack>
          <Group grow align="flex-start">
            <TextInput
              label={t('invoices.legalName')}
              description={t('invoices.legalNameHelp')}
              {...form.getInputProps('legal_name')}
            />
            <TextInput
              label={t('invoices.taxId')}
              description={t('invoices.taxIdHelp')}
              dir="ltr"
              {...form.getInputProps('tax_id')}
            />
          </Group>
          <Address form={form} />
        </Stack>
      </Section>
      <Section title={t('invoices.paper')}>
        <Stack>
          <TextInput
            label={t('invoices.prefix')}
            description={t('invoices.prefixHelp')}
            dir="ltr"
            maw={280}
            {...form.getInputProps('number_prefix')}
          />
          <Textarea
            label={t('invoices.footer')}
            description={t('invoices.footerHelp')}
            autosize
            minRows={3}
            maxLength={1_000}
            {...form.getInputProps('footer')}
          />
        </Stack>
      </Section>
    </FormPage>
  )
}

function Address({ form }: { form: UseFormReturnType<Values> }) {
  const t = useText()
  const format = useFormat()
  const countries = COUNTRIES.map((value) => ({ value, label: format.countryName(value) }))
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      {(['line1', 'line2', 'postal_code', 'city', 'state'] as const).map((field) => (
        <TextInput key={field} label={t(`invoices.${field}`)} {...form.getInputProps(`address.${field}`)} />
      ))}
      <Select
        label={t('invoices.country')}
        searchable
        data={countries.toSorted((one, other) => one.label.localeCompare(other.label))}
        {...form.getInputProps('address.country')}
      />
    </SimpleGrid>
  )
}
