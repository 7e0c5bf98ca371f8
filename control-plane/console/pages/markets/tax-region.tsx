// One region with its rates.
import {
  ActionIcon,
  Button,
  Fieldset,
  Group,
  NumberInput,
  Select,
  Stack,
  Switch,
  TagsInput,
  TextInput,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconTrash } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { useCommon } from '../../i18n/common.ts'
import { useFormat } from '../../i18n/format.ts'
import { FormPage, Section } from '../../parts/form-page.tsx'
import { ProblemAlert, tell } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Loading } from '../../parts/placeholder.tsx'
import { DeleteButton } from '../../parts/record.tsx'
import { regionName, useCountries } from './choices.ts'
import { useText } from './text.ts'

type Region = Admin['TaxRegion']
type Rate = Omit<Region['rates'][number], 'ppm'> & { key: string; percent: number | string }
type Values = { country: string; province: string; name: string; rates: Rate[] }

const PPM_OF_A_PERCENT = 10_000
const valuesOf = (region: Region | undefined): Values => ({
  country: region?.country ?? '',
  province: region?.province ?? '',
  name: region?.name ?? '',
  rates: (region?.rates ?? []).map(({ ppm, ...rate }) => ({
    ...rate,
    percent: ppm / PPM_OF_A_PERCENT,
    key: crypto.randomUUID(),
  })),
})
const toRate = ({ key: _, percent, ...rate }: Rate) => ({
  ...rate,
  ppm: Math.round(Number(percent) * PPM_OF_A_PERCENT),
})
const newRate = (): Rate => ({
  key: crypto.randomUUID(),
  code: 'tax',
  name: '',
  percent: '',
  combinable: false,
  gst: false,
  tax_classes: [],
  product_types: [],
  product_ids: [],
})

export default function TaxRegionPage() {
  const t = useText()
  const format = useFormat()
  const { id, slug, admin, can } = useStore()
  const { id: regionId } = useParams({ strict: false }) as { id?: string }
  const query = useQuery({
    queryKey: [id, 'tax-regions', regionId],
    enabled: regionId !== undefined,
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/tax-regions/{tax_region_id}', {
          params: { path: { tax_region_id: regionId ?? '' } },
        }),
      ),
  })
  if (query.isLoadingError) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />
  const region = query.data
  if (regionId !== undefined && region === undefined) return <Loading />
  return (
    <>
      <PageHeader
        title={region === undefined ? t('taxes.new') : regionName(format, region)}
        back={{ to: `/stores/${slug}/taxes`, label: t('taxes.title') }}
      >
        {region && can('store:write') && <Remove region={region} />}
      </PageHeader>
      <RegionForm key={regionId ?? 'new'} region={region} />
    </>
  )
}

function RegionForm({ region }: { region: Region | undefined }) {
  const t = useText()
  const common = useCommon()
  const { id, slug, admin } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const countries = useCountries()
  const form = useForm<Values>({ initialValues: valuesOf(region) })
  const save = async ({ country, province, name, rates }: Values) => {
    const body = { name, rates: rates.map(toRate) }
    const place = { country, ...(province !== '' && { province }) }
    const saved = await (region === undefined
      ? dataOf(admin.POST('/admin/v1/tax-regions', { body: { ...body, ...place } }))
      : dataOf(
          admin.PATCH('/admin/v1/tax-regions/{tax_region_id}', {
            params: { path: { tax_region_id: region.id } },
            body,
          }),
        ))
    tell(common('saved'))
    await client.invalidateQueries({ queryKey: [id, 'tax-regions'] })
    if (region === undefined) await navigate({ to: `/stores/${slug}/taxes/${saved.id}` })
  }
  return (
    <FormPage form={form} onSave={save} isNew={region === undefined}>
      <Section title={t('region')}>
        <Stack>
          {region === undefined && (
            <Group grow align="flex-start">
              <Select
                label={t('country')}
                searchable
                required
                data={countries}
                {...form.getInputProps('country')}
              />
              <TextInput
                label={t('province')}
                description={t('provinceHelp')}
                dir="ltr"
                {...form.getInputProps('province')}
              />
            </Group>
          )}
          <TextInput label={t('regionName')} {...form.getInputProps('name')} />
        </Stack>
      </Section>
      <Section title={t('rates')} text={t('ratesText')}>
        <Stack>
          {form.values.rates.map((rate, index) => (
            <RateFields key={rate.key} form={form} index={index} />
          ))}
          <Button
            variant="default"
            style={{ alignSelf: 'start' }}
            onClick={() => form.insertListItem('rates', newRate())}
          >
            {t('addTaxRate')}
          </Button>
        </Stack>
      </Section>
    </FormPage>
  )
}

function RateFields({ form, index }: { form: ReturnType<typeof useForm<Values>>; index: number }) {
  const t = useText()
  const path = `rates.${index}`
  const name = form.values.rates[index]?.name ?? ''
  return (
    <Fieldset legend={name || t('newRate')}>
      <Stack>
        <Group grow align="flex-start">
          <TextInput label={t('name')} required {...form.getInputProps(`${path}.name`)} />
          <TextInput label={t('code')} required dir="ltr" {...form.getInputProps(`${path}.code`)} />
          <NumberInput
            label={t('percent')}
            required
            min={0}
            max={100}
            decimalScale={4}
            suffix=" %"
            {...form.getInputProps(`${path}.percent`)}
          />
        </Group>
        <Group grow align="flex-start">
          <TagsInput
            label={t('taxClasses')}
            description={t('taxClassesHelp')}
            {...form.getInputProps(`${path}.tax_classes`)}
          />
          <TagsInput label={t('productTypes')} {...form.getInputProps(`${path}.product_types`)} />
        </Group>
        <Group justify="space-between">
          <Switch
            label={t('combinable')}
            description={t('combinableHelp')}
            {...form.getInputProps(`${path}.combinable`, { type: 'checkbox' })}
          />
          <Switch label={t('gst')} {...form.getInputProps(`${path}.gst`, { type: 'checkbox' })} />
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={t('removeRate', { name })}
            onClick={() => form.removeListItem('rates', index)}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </Group>
      </Stack>
    </Fieldset>
  )
}

function Remove({ region }: { region: Region }) {
  const t = useText()
  const { slug, admin } = useStore()
  const params = { path: { tax_region_id: region.id } }
  return (
    <DeleteButton
      title={t('taxes.delete')}
      remove={() => dataOf(admin.DELETE('/admin/v1/tax-regions/{tax_region_id}', { params }))}
      keys={{ one: ['tax-regions', region.id], lists: ['tax-regions'] }}
      to={`/stores/${slug}/taxes`}
    >
      {t('taxes.deleteText')}
    </DeleteButton>
  )
}
