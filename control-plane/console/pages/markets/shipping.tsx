// How a market's orders are sent, and what that costs in each of its currencies.
import {
  ActionIcon,
  Button,
  Fieldset,
  Group,
  NumberInput,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { Section } from '../../parts/form-page.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { type MarketValues, newMethod, newRate, type Rate } from './market-values.ts'
import { useText } from './text.ts'

type Form = { form: UseFormReturnType<MarketValues> }

export function Shipping({ form }: Form) {
  const t = useText()
  const { shipping_methods: methods, currency } = form.values
  return (
    <Section title={t('shipping')} text={t('shippingText')}>
      <Stack>
        {methods.map((method, index) => (
          <Method key={method.key} form={form} index={index} />
        ))}
        {methods.length === 0 && <Text>{t('shippingNone')}</Text>}
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          style={{ alignSelf: 'start' }}
          onClick={() => form.insertListItem('shipping_methods', newMethod(currency))}
        >
          {t('addMethod')}
        </Button>
      </Stack>
    </Section>
  )
}

function Method({ form, index }: Form & { index: number }) {
  const t = useText()
  const path = `shipping_methods.${index}`
  const method = form.values.shipping_methods[index]
  if (method === undefined) return null
  const { currency, currencies } = form.values
  const priced = new Set(method.rates.map((rate) => rate.currency))
  const unpriced = [currency, ...currencies].find((code) => !priced.has(code))
  return (
    <Fieldset legend={method.name || t('newMethod')}>
      <Stack>
        <Group grow align="flex-start">
          <TextInput label={t('methodName')} required {...form.getInputProps(`${path}.name`)} />
          <TextInput
            label={t('methodCode')}
            description={t('codeHelp')}
            dir="ltr"
            {...form.getInputProps(`${path}.code`)}
          />
        </Group>
        <Group grow align="flex-start">
          <TextInput label={t('carrier')} {...form.getInputProps(`${path}.carrier`)} />
          <NumberInput
            label={t('minDays')}
            min={0}
            max={365}
            allowDecimal={false}
            {...form.getInputProps(`${path}.min_days`)}
          />
          <NumberInput
            label={t('maxDays')}
            min={0}
            max={365}
            allowDecimal={false}
            {...form.getInputProps(`${path}.max_days`)}
          />
        </Group>
        {method.rates.map((rate, at) => (
          <RateFields key={rate.currency} form={form} path={`${path}.rates.${at}`} rate={rate} />
        ))}
        <Group justify="space-between">
          {unpriced === undefined ? (
            <span />
          ) : (
            <Button
              size="xs"
              variant="default"
              onClick={() => form.insertListItem(`${path}.rates`, newRate('flat', unpriced))}
            >
              {t('addRate', { currency: unpriced })}
            </Button>
          )}
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={t('removeMethod', { name: method.name })}
            onClick={() => form.removeListItem('shipping_methods', index)}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </Group>
      </Stack>
    </Fieldset>
  )
}

function RateFields({ form, path, rate }: Form & { path: string; rate: Rate }) {
  const t = useText()
  const { currency } = rate
  return (
    <Group align="flex-start" grow>
      <Select
        label={t('rateIn', { currency })}
        allowDeselect={false}
        value={rate.type}
        onChange={(type) => form.setFieldValue(path, newRate(type as Rate['type'], currency) as never)}
        data={(['flat', 'per_item', 'by_price'] as const).map((value) => ({
          value,
          label: t(`rate.${value}`),
        }))}
      />
      {rate.type === 'flat' && (
        <MoneyInput label={t('price')} currency={currency} {...form.getInputProps(`${path}.amount`)} />
      )}
      {rate.type === 'per_item' && (
        <>
          <MoneyInput
            label={t('first')}
            currency={currency}
            {...form.getInputProps(`${path}.first_amount`)}
          />
          <MoneyInput
            label={t('additional')}
            currency={currency}
            {...form.getInputProps(`${path}.additional_amount`)}
          />
        </>
      )}
      {rate.type === 'by_price' && <Tiers form={form} path={path} rate={rate} />}
      <MoneyInput
        label={t('freeAbove')}
        description={t('freeAboveHelp')}
        currency={currency}
        {...form.getInputProps(`${path}.free_above`)}
      />
    </Group>
  )
}

function Tiers({ form, path, rate }: Form & { path: string; rate: Extract<Rate, { type: 'by_price' }> }) {
  const t = useText()
  return (
    <Stack gap="xs">
      {rate.tiers.map((_, at) => (
        <Group key={at} align="flex-end" wrap="nowrap">
          <MoneyInput
            label={t('from')}
            currency={rate.currency}
            readOnly={at === 0}
            {...form.getInputProps(`${path}.tiers.${at}.from_subtotal`)}
          />
          <MoneyInput
            label={t('price')}
            currency={rate.currency}
            {...form.getInputProps(`${path}.tiers.${at}.amount`)}
          />
          {at > 0 && (
            <ActionIcon
              variant="subtle"
              color="red"
              aria-label={t('removeTier', { number: at + 1 })}
              onClick={() => form.removeListItem(`${path}.tiers`, at)}
            >
              <IconTrash size={18} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      ))}
      <Button
        size="xs"
        variant="default"
        style={{ alignSelf: 'start' }}
        onClick={() =>
          form.insertListItem(`${path}.tiers`, {
            from_subtotal: (rate.tiers.at(-1)?.from_subtotal ?? 0) + 5_000,
            amount: 0,
          })
        }
      >
        {t('addTier')}
      </Button>
    </Stack>
  )
}
