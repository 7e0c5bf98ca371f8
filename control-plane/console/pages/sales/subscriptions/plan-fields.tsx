import { CloseButton, Group, NativeSelect, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { Section } from '../../../parts/form-page.tsx'
import { MoneyInput } from '../../../parts/money-input.tsx'
import { useCurrencies } from '../gift-cards/balance.tsx'
import { ProductPicker } from './product-picker.tsx'
import type { Plan } from './subscription-data.tsx'
import { useText } from './text.ts'

const INTERVALS = ['day', 'week', 'month', 'year'] as const

export const valuesOf = (plan?: Plan) => ({
  name: plan?.name ?? '',
  interval: plan?.interval ?? ('month' as Plan['interval']),
  interval_count: (plan?.interval_count ?? 1) as number | string,
  trial_days: (plan?.trial_days ?? 0) as number | string,
  cycles: (plan?.cycles ?? '') as number | string,
  kind: plan?.discount.kind ?? ('none' as Plan['discount']['kind']),
  percent: (plan?.discount.kind === 'percentage' ? plan.discount.ppm / 10_000 : '') as number | string,
  prices: (plan?.discount.kind === 'fixed_price'
    ? Object.fromEntries(plan.discount.prices.map(({ currency, amount }) => [currency, amount]))
    : {}) as Record<string, number | null>,
  product_ids: plan?.product_ids ?? [],
})
export type PlanValues = ReturnType<typeof valuesOf>

/** What the API takes of them. */
export function inputOf(values: PlanValues): Admin['SubscriptionPlanInput'] {
  const { kind, percent, prices, cycles, interval_count, trial_days, ...others } = values
  const discount =
    kind === 'percentage'
      ? { kind, ppm: Math.round(Number(percent) * 10_000) }
      : kind === 'fixed_price'
        ? {
            kind,
            prices: Object.entries(prices).flatMap(([currency, amount]) =>
              amount === null ? [] : [{ currency, amount }],
            ),
          }
        : { kind }
  return {
    ...others,
    interval_count: Number(interval_count) || 1,
    trial_days: Number(trial_days) || 0,
    cycles: cycles === '' ? null : Number(cycles),
    discount: discount as Admin['SubscriptionPlanInput']['discount'],
  }
}

/** Names of the form's fields by the API's paths. */
export const FIELDS = { 'discount.ppm': 'percent', discount: 'kind', 'discount.prices': 'kind' }

// biome-ignore lint/suspicious/noExplicitAny: Mantine's type of a form names its values in many places
type AnyForm = any

export function PlanFields({ form }: { form: AnyForm }) {
  const t = useText()
  return (
    <>
      <Section title={t('plan')}>
        <Stack>
          <TextInput
            label={t('name')}
            description={t('name.text')}
            required
            maxLength={255}
            {...form.getInputProps('name')}
          />
          <Group align="flex-end">
            <NumberInput
              label={t('every')}
              min={1}
              allowDecimal={false}
              w={110}
              {...form.getInputProps('interval_count')}
            />
            <NativeSelect
              label={t('interval')}
              data={INTERVALS.map((value) => ({ value, label: t(`interval.${value}`) }))}
              {...form.getInputProps('interval')}
            />
          </Group>
          <NumberInput
            label={t('trialDays')}
            description={t('trialDays.text')}
            min={0}
            allowDecimal={false}
            maw={320}
            {...form.getInputProps('trial_days')}
          />
          <NumberInput
            label={t('cyclesInAll')}
            description={t('cyclesInAll.text')}
            min={1}
            allowDecimal={false}
            maw={320}
            {...form.getInputProps('cycles')}
          />
        </Stack>
      </Section>
      <Section title={t('discount')}>
        <Discount form={form} />
      </Section>
      <Section title={t('products')} text={t('products.text')}>
        <Products form={form} />
      </Section>
    </>
  )
}

function Discount({ form }: { form: AnyForm }) {
  const t = useText()
  const currencies = useCurrencies()
  const { kind, prices } = form.getValues() as PlanValues
  const shown = [...new Set([...currencies, ...Object.keys(prices)])]
  return (
    <Stack>
      <NativeSelect
        label={t('discount.kind')}
        maw={320}
        data={(['none', 'percentage', 'fixed_price'] as const).map((value) => ({
          value,
          label: t(`discount.${value}`),
        }))}
        {...form.getInputProps('kind')}
      />
      {kind === 'percentage' && (
        <NumberInput
          label={t('percent')}
          min={0}
          max={100}
          suffix=" %"
          maw={160}
          {...form.getInputProps('percent')}
        />
      )}
      {kind === 'fixed_price' &&
        shown.map((currency) => (
          <MoneyInput
            key={currency}
            label={t('priceIn', { currency })}
            currency={currency}
            maw={240}
            value={prices[currency] ?? null}
            onChange={(amount) => form.setFieldValue('prices', { ...prices, [currency]: amount })}
          />
        ))}
    </Stack>
  )
}

function Products({ form }: { form: AnyForm }) {
  const t = useText()
  const { id, admin } = useStore()
  const { product_ids: chosen } = form.getValues() as PlanValues
  const titles = useQueries({
    queries: chosen.map((productId) => ({
      queryKey: [id, 'product-title', productId],
      queryFn: async () => {
        const params = { path: { product_id: productId } }
        return (await dataOf(admin.GET('/admin/v1/products/{product_id}', { params }))).title
      },
      staleTime: 600_000,
      retry: false,
    })),
  })
  return (
    <Stack gap="xs">
      {chosen.map((productId, index) => (
        <Group key={productId} justify="space-between">
          <Text size="sm">{titles[index]?.data ?? productId}</Text>
          <CloseButton
            aria-label={t('remove', { name: titles[index]?.data ?? '' })}
            onClick={() => form.removeListItem('product_ids', index)}
          />
        </Group>
      ))}
      <ProductPicker
        label={t('products.add')}
        without={chosen}
        onPick={(productId) => form.insertListItem('product_ids', productId)}
      />
    </Stack>
  )
}
