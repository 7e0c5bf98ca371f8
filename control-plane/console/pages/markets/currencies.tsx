// The store's currencies: how prices are converted into each, and by which rate.
import { Button, Group, NumberInput, SegmentedControl, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../api/client.ts'
import { useList } from '../../api/lists.ts'
import { useStore } from '../../api/session.ts'
import { useCommon } from '../../i18n/common.ts'
import { useFormat } from '../../i18n/format.ts'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { Section, useSubmit } from '../../parts/form-page.tsx'
import { ProblemAlert, tell, useTellProblem } from '../../parts/notices.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { Loading } from '../../parts/placeholder.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { useText } from './text.ts'

type Currency = Admin['StoreCurrency']

export default function Currencies() {
  const t = useText()
  const { id, admin, can } = useStore()
  const tellProblem = useTellProblem()
  const query = useQuery({
    queryKey: [id, 'currencies'],
    queryFn: () => dataOf(admin.GET('/admin/v1/currencies')),
  })
  const refresh = () =>
    dataOf(admin.POST('/admin/v1/exchange-rates/refresh')).then(() => tell(t('ratesQueued')), tellProblem)
  return (
    <>
      <PageHeader title={t('currencies.title')} text={t('currencies.text')}>
        {can('store:write') && (
          <Button variant="default" onClick={() => void refresh()}>
            {t('fetchRates')}
          </Button>
        )}
      </PageHeader>
      {query.error && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading />}
      {query.data?.data.map((currency) => (
        <CurrencyFields key={currency.code} currency={currency} />
      ))}
      <Rates />
    </>
  )
}

function CurrencyFields({ currency }: { currency: Currency }) {
  const t = useText()
  const common = useCommon()
  const format = useFormat()
  const { id, admin, can } = useStore()
  const client = useQueryClient()
  const isNarrow = useMediaQuery('(max-width: 36em)')
  const form = useForm({
    initialValues: {
      conversion: currency.conversion,
      margin: currency.margin_basis_points / 100,
      rounding_increment: currency.rounding_increment,
      price_ending: (currency.price_ending ?? '') as number | string,
    },
  })
  const { onSubmit, isBusy, alert } = useSubmit(
    form,
    async ({ conversion, margin, rounding_increment, price_ending }) => {
      const body = {
        conversion,
        rounding_increment,
        margin_basis_points: Math.round(margin * 100),
        price_ending: price_ending === '' ? null : Number(price_ending),
      }
      await dataOf(
        admin.PUT('/admin/v1/currencies/{currency}', { params: { path: { currency: currency.code } }, body }),
      )
      tell(common('saved'))
      form.resetDirty()
      await client.invalidateQueries({ queryKey: [id, 'currencies'] })
    },
    { margin_basis_points: 'margin' },
  )
  return (
    <Section
      title={
        <>
          {currency.code} {format.currencyName(currency.code)}{' '}
          {currency.is_base && <StatusBadge tone="info">{t('isBase')}</StatusBadge>}
        </>
      }
      text={currency.exchange_rate === null ? undefined : t('rateNow', { rate: currency.exchange_rate })}
    >
      {!currency.is_base && (
        <form onSubmit={onSubmit} noValidate>
          {alert}
          <Stack>
            <SegmentedControl
              orientation={isNarrow ? 'vertical' : 'horizontal'}
              aria-label={t('conversion')}
              data={(['manual', 'automatic'] as const).map((value) => ({
                value,
                label: t(`conversion.${value}`),
              }))}
              {...form.getInputProps('conversion')}
            />
            {form.values.conversion === 'automatic' && (
              <Group grow align="flex-start">
                <NumberInput
                  label={t('margin')}
                  description={t('marginHelp')}
                  decimalScale={2}
                  suffix=" %"
                  {...form.getInputProps('margin')}
                />
                <NumberInput
                  label={t('increment')}
                  description={t('minorUnits')}
                  min={1}
                  allowDecimal={false}
                  {...form.getInputProps('rounding_increment')}
                />
                <NumberInput
                  label={t('ending')}
                  description={t('endingHelp')}
                  min={0}
                  allowDecimal={false}
                  {...form.getInputProps('price_ending')}
                />
              </Group>
            )}
            {can('store:write') && form.isDirty() && (
              <Button type="submit" loading={isBusy} style={{ alignSelf: 'start' }}>
                {common('save')}
              </Button>
            )}
          </Stack>
        </form>
      )}
    </Section>
  )
}

function Rates() {
  const t = useText()
  const format = useFormat()
  const { id, admin } = useStore()
  const list = useList<Admin['ExchangeRate']>([id, 'exchange-rates'], (cursor) =>
    dataOf(admin.GET('/admin/v1/exchange-rates', { params: { query: { limit: 20, cursor } } })),
  )
  return (
    <Section title={t('exchangeRates')}>
      <DataTable
        list={list}
        label={t('exchangeRates')}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'pair',
            label: t('pair'),
            cell: ({ from_currency, to_currency }) => `${from_currency} → ${to_currency}`,
          },
          { key: 'rate', label: t('rate'), align: 'end', cell: ({ rate }) => rate },
          { key: 'trend', label: t('trend'), cell: ({ trend }) => t(`trend.${trend}`) },
          { key: 'source', label: t('source'), cell: ({ source }) => source },
          { key: 'from', label: t('validFrom'), cell: ({ valid_from }) => format.dateTime(valid_from) },
        ]}
        empty={<Empty text={t('ratesNone')} />}
      />
    </Section>
  )
}
