// What the store is called, where it is, and how it treats stock, returns and payments.
import { Alert, NumberInput, Select, Stack, Switch, TagsInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMarkets } from '../../api/choices.ts'
import { type Admin, dataOf } from '../../api/client.ts'
import { storeQuery, useStore } from '../../api/session.ts'
import { useCommon } from '../../i18n/common.ts'
import { useFormat } from '../../i18n/format.ts'
import { FormPage, Section } from '../../parts/form-page.tsx'
import { ProblemAlert, tell } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Loading } from '../../parts/placeholder.tsx'
import { useText } from './text.ts'

type Settings = Admin['Store']
const MAIL_LANGUAGES = ['en', 'de', 'es', 'fr']

/** Empty fields of the form are settings that are not set. */
const valuesOf = (store: Settings) => ({
  name: store.name,
  contact_email: store.contact_email,
  default_market: store.default_market,
  test_payments: store.test_payments,
  low_stock_threshold: store.low_stock_threshold,
  tax_classes: store.tax_classes,
  allocation_strategy: store.allocation_strategy,
  reserve_stock: store.reserve_stock,
  reservation_minutes: store.reservation_minutes,
  return_days: store.return_days ?? '',
  storefront_url: store.storefront_url ?? '',
  mail_language: store.mail_language,
  time_zone: store.time_zone,
  abandoned_checkout_minutes: store.abandoned_checkout_minutes,
})
type Values = Omit<ReturnType<typeof valuesOf>, 'return_days'> & { return_days: number | string }

export default function StoreSettings() {
  const t = useText()
  const { id, admin } = useStore()
  const query = useQuery({ queryKey: [id, 'store'], queryFn: () => dataOf(admin.GET('/admin/v1/store')) })
  return (
    <>
      <PageHeader title={t('store.title')} />
      {query.error && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading />}
      {query.data && <SettingsForm store={query.data} />}
    </>
  )
}

function SettingsForm({ store }: { store: Settings }) {
  const common = useCommon()
  const { id, slug, admin, can } = useStore()
  const client = useQueryClient()
  const form = useForm<Values>({ initialValues: valuesOf(store) })
  const save = async ({ return_days, storefront_url, ...values }: Values) => {
    const saved = await dataOf(
      admin.PATCH('/admin/v1/store', {
        body: {
          ...values,
          return_days: return_days === '' ? null : Number(return_days),
          storefront_url: storefront_url === '' ? null : storefront_url,
        },
      }),
    )
    client.setQueryData([id, 'store'], saved)
    tell(common('saved'))
    await client.invalidateQueries({ queryKey: storeQuery(slug).queryKey })
  }
  return (
    <FormPage form={form} onSave={save} mayWrite={can('store:write')}>
      <About form={form} />
      <Regions form={form} />
      <Stock form={form} />
      <Orders form={form} />
    </FormPage>
  )
}

type Form = { form: ReturnType<typeof useForm<Values>> }

function About({ form }: Form) {
  const t = useText()
  return (
    <Section title={t('store.about')}>
      <Stack>
        <TextInput label={t('store.name')} required {...form.getInputProps('name')} />
        <TextInput
          label={t('store.email')}
          description={t('store.emailHelp')}
          type="email"
          required
          {...form.getInputProps('contact_email')}
        />
        <TextInput
          label={t('store.url')}
          description={t('store.urlHelp')}
          type="url"
          dir="ltr"
          {...form.getInputProps('storefront_url')}
        />
      </Stack>
    </Section>
  )
}

function Regions({ form }: Form) {
  const t = useText()
  const format = useFormat()
  const markets = useMarkets()
  return (
    <Section title={t('store.regions')}>
      <Stack>
        <Select
          label={t('store.market')}
          description={t('store.marketHelp')}
          allowDeselect={false}
          data={(markets.data?.data ?? []).map(({ code, name }) => ({ value: code, label: name }))}
          {...form.getInputProps('default_market')}
        />
        <Select
          label={t('store.timeZone')}
          description={t('store.timeZoneHelp')}
          searchable
          clearable
          data={Intl.supportedValuesOf('timeZone')}
          {...form.getInputProps('time_zone')}
        />
        <Select
          label={t('store.mailLanguage')}
          description={t('store.mailLanguageHelp')}
          clearable
          data={MAIL_LANGUAGES.map((code) => ({ value: code, label: format.languageName(code) }))}
          {...form.getInputProps('mail_language')}
        />
        <TagsInput
          label={t('store.taxClasses')}
          description={t('store.taxClassesHelp')}
          {...form.getInputProps('tax_classes')}
        />
      </Stack>
    </Section>
  )
}

function Stock({ form }: Form) {
  const t = useText()
  return (
    <Section title={t('store.stock')}>
      <Stack>
        <NumberInput
          label={t('store.low')}
          description={t('store.lowHelp')}
          min={0}
          allowDecimal={false}
          {...form.getInputProps('low_stock_threshold')}
        />
        <Select
          label={t('store.allocation')}
          description={t('store.allocationHelp')}
          allowDeselect={false}
          data={(['priority', 'highest_stock', 'nearest', 'fewest_splits'] as const).map((value) => ({
            value,
            label: t(`store.allocation.${value}`),
          }))}
          {...form.getInputProps('allocation_strategy')}
        />
        <Select
          label={t('store.reserve')}
          allowDeselect={false}
          data={(['order', 'cart'] as const).map((value) => ({ value, label: t(`store.reserve.${value}`) }))}
          {...form.getInputProps('reserve_stock')}
        />
        {form.values.reserve_stock === 'cart' && (
          <NumberInput
            label={t('store.reservation')}
            min={1}
            allowDecimal={false}
            {...form.getInputProps('reservation_minutes')}
          />
        )}
      </Stack>
    </Section>
  )
}

function Orders({ form }: Form) {
  const t = useText()
  return (
    <Section title={t('store.orders')}>
      <Stack>
        <NumberInput
          label={t('store.returns')}
          description={t('store.returnsHelp')}
          min={0}
          allowDecimal={false}
          {...form.getInputProps('return_days')}
        />
        <NumberInput
          label={t('store.abandoned')}
          min={1}
          allowDecimal={false}
          {...form.getInputProps('abandoned_checkout_minutes')}
        />
        <Switch
          label={t('store.test')}
          description={t('store.testHelp')}
          {...form.getInputProps('test_payments', { type: 'checkbox' })}
        />
        {form.values.test_payments && <Alert color="yellow">{t('store.testWarning')}</Alert>}
      </Stack>
    </Section>
  )
}
