// All that is kept of one variant.
import { Fieldset, Group, NumberInput, Select, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useFormat } from '../../../i18n/format.ts'
import { MoneyInput } from '../../../parts/money-input.tsx'
import { VariantStock } from '../adjust.tsx'
import { useSettings } from '../choices.ts'
import { useText } from './text.ts'
import type { ProductForm } from './values.ts'
import { variantName } from './values.ts'

/** @param index of the variant in the form */
export function VariantFields({ form, index }: { form: ProductForm; index: number }) {
  return (
    <Stack>
      <Prices form={form} index={index} />
      <Goods form={form} index={index} />
      <Stock form={form} index={index} />
      <Delivery form={form} index={index} />
    </Stack>
  )
}

type Props = { form: ProductForm; index: number }

function Prices({ form, index }: Props) {
  const t = useText()
  const format = useFormat()
  const prices = form.values.variants[index]?.prices ?? []
  return (
    <Fieldset legend={t('variant.prices')}>
      <Stack gap="sm">
        {prices.map(({ currency }, n) => (
          <SimpleGrid key={currency} cols={{ base: 1, xs: 2 }}>
            <MoneyInput
              label={t('variant.price', { currency: format.currencyName(currency) })}
              description={n === 0 ? undefined : t('variant.otherCurrency')}
              currency={currency}
              {...form.getInputProps(`variants.${index}.prices.${n}.amount`)}
            />
            <MoneyInput
              label={t('variant.compareAt')}
              description={n === 0 ? undefined : t('variant.compareAtOther')}
              currency={currency}
              {...form.getInputProps(`variants.${index}.prices.${n}.compare_at_amount`)}
            />
          </SimpleGrid>
        ))}
        <AddCurrency form={form} />
      </Stack>
    </Fieldset>
  )
}

/** For prices in currencies that no market of the store has yet. */
function AddCurrency({ form }: { form: ProductForm }) {
  const t = useText()
  const format = useFormat()
  const [chosen, setChosen] = useState<string | null>(null)
  const have = new Set(form.values.variants[0]?.prices.map(({ currency }) => currency))
  const add = (currency: string | null) => {
    if (currency === null) return
    const price = { currency, amount: null, compare_at_amount: null }
    form.setFieldValue(
      'variants',
      form.getValues().variants.map((variant) => ({ ...variant, prices: [...variant.prices, price] })),
    )
    setChosen(null)
  }
  return (
    <Select
      label={t('variant.addCurrency')}
      searchable
      value={chosen}
      onChange={add}
      nothingFoundMessage={t('filter.nothing')}
      data={Intl.supportedValuesOf('currency')
        .filter((code) => !have.has(code))
        .map((code) => ({ value: code, label: `${code} – ${format.currencyName(code)}` }))}
      limit={30}
      maw={280}
    />
  )
}

function Goods({ form, index }: Props) {
  const t = useText()
  const { data } = useSettings()
  const variant = form.values.variants[index]
  const classes = [...new Set(['standard', ...(data?.tax_classes ?? []), variant?.tax_class ?? 'standard'])]
  const path = `variants.${index}`
  return (
    <Fieldset legend={t('variant.goods')}>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput label={t('variant.sku')} dir="ltr" {...form.getInputProps(`${path}.sku`)} />
        <TextInput
          label={t('variant.barcode')}
          description={t('variant.barcodeHelp')}
          dir="ltr"
          {...form.getInputProps(`${path}.barcode`)}
        />
        <Select
          label={t('variant.taxClass')}
          allowDeselect={false}
          data={classes.map((value) => ({
            value,
            label: value === 'standard' ? t('variant.taxStandard') : value,
          }))}
          disabled={variant?.taxable === false}
          {...form.getInputProps(`${path}.tax_class`)}
        />
        <Switch
          label={t('variant.taxable')}
          mt={{ xs: 30 }}
          {...form.getInputProps(`${path}.taxable`, { type: 'checkbox' })}
        />
        {form.values.variants.length > 1 && form.values.images.length > 0 && (
          <Select
            label={t('variant.image')}
            clearable
            clearButtonProps={{ 'aria-label': t('filter.clearOne') }}
            data={form.values.images.map(({ url, alt }, n) => ({
              value: url,
              label: alt || t('media.number', { number: n + 1 }),
            }))}
            value={variant?.image_url || null}
            onChange={(url) => form.setFieldValue(`${path}.image_url`, url ?? '')}
          />
        )}
      </SimpleGrid>
    </Fieldset>
  )
}

function Stock({ form, index }: Props) {
  const t = useText()
  const variant = form.values.variants[index]
  if (variant === undefined) return null
  const path = `variants.${index}`
  return (
    <Fieldset legend={t('list.stock')}>
      <Stack>
        <Group gap="xl">
          <Switch
            label={t('variant.tracked')}
            {...form.getInputProps(`${path}.inventory_tracked`, { type: 'checkbox' })}
          />
          {variant.inventory_tracked && (
            <Switch
              label={t('variant.continue')}
              checked={variant.inventory_policy === 'continue'}
              onChange={(event) =>
                form.setFieldValue(
                  `${path}.inventory_policy`,
                  event.currentTarget.checked ? 'continue' : 'deny',
                )
              }
            />
          )}
        </Group>
        {variant.inventory_tracked && variant.id === undefined && (
          <NumberInput
            label={t('variant.quantity')}
            description={t('variant.quantityHelp')}
            allowDecimal={false}
            maw={280}
            {...form.getInputProps(`${path}.inventory_quantity`)}
          />
        )}
        {variant.inventory_tracked && variant.id !== undefined && (
          <VariantStock
            variantId={variant.id}
            name={variantName(variant, form.values.options) || form.values.title}
          />
        )}
      </Stack>
    </Fieldset>
  )
}

function Delivery({ form, index }: Props) {
  const t = useText()
  const path = `variants.${index}`
  return (
    <Fieldset legend={t('variant.delivery')}>
      <Stack>
        <Switch
          label={t('variant.shipping')}
          {...form.getInputProps(`${path}.requires_shipping`, { type: 'checkbox' })}
        />
        {form.values.variants[index]?.requires_shipping && (
          <NumberInput
            label={t('variant.weight')}
            suffix=" g"
            min={0}
            allowDecimal={false}
            thousandSeparator=" "
            maw={280}
            {...form.getInputProps(`${path}.weight_grams`)}
          />
        )}
      </Stack>
    </Fieldset>
  )
}
