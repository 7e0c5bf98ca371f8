// The terms of a promotion: what it gives, on what, and when.
import {
  Group,
  MultiSelect,
  NumberInput,
  Radio,
  Select,
  Stack,
  Switch,
  TagsInput,
  TextInput,
} from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { Admin } from '../../api/client.ts'
import { Section } from '../../parts/form-page.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { GoodsFilter } from './goods-filter.tsx'
import { useText } from './text.ts'
import { KINDS, type Values } from './values.ts'

type Form = { form: UseFormReturnType<Values> }

export function Fields({
  form,
  markets,
  isNew,
  isPlain,
}: Form & { markets: readonly Admin['Market'][]; isNew: boolean; isPlain: boolean }) {
  const t = useText()
  return (
    <>
      <Section title={t('about')}>
        <Stack>
          <TextInput label={t('name')} required {...form.getInputProps('name')} />
          {isNew && (
            <Radio.Group label={t('trigger')} {...form.getInputProps('trigger')}>
              <Group mt="xs">
                <Radio value="code" label={t('trigger.code')} />
                <Radio value="automatic" label={t('trigger.automatic')} />
              </Group>
            </Radio.Group>
          )}
          {isNew && form.values.trigger === 'code' && (
            <TagsInput
              label={t('codes')}
              description={t('codesHelp')}
              splitChars={[',', ' ']}
              {...form.getInputProps('codes')}
            />
          )}
        </Stack>
      </Section>
      {isPlain && <Gives form={form} />}
      {isPlain && <Demands form={form} markets={markets} />}
      <Limits form={form} />
    </>
  )
}

function Gives({ form }: Form) {
  const t = useText()
  const { kind, by, currency } = form.values
  return (
    <Section title={t('gives')}>
      <Stack>
        <Select
          label={t('kind')}
          allowDeselect={false}
          data={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
          {...form.getInputProps('kind')}
        />
        {kind === 'buy_get' && (
          <Group grow>
            <NumberInput
              label={t('buy')}
              min={1}
              allowDecimal={false}
              {...form.getInputProps('buy_quantity')}
            />
            <NumberInput
              label={t('get')}
              min={1}
              allowDecimal={false}
              {...form.getInputProps('get_quantity')}
            />
          </Group>
        )}
        <Group grow align="flex-start">
          <Select
            label={t('by')}
            allowDeselect={false}
            data={(['percentage', 'fixed'] as const).map((value) => ({ value, label: t(`by.${value}`) }))}
            {...form.getInputProps('by')}
          />
          {by === 'percentage' ? (
            <NumberInput
              label={t('percent')}
              min={0}
              max={100}
              decimalScale={4}
              suffix=" %"
              {...form.getInputProps('percent')}
            />
          ) : (
            <MoneyInput label={t('amount')} currency={currency} {...form.getInputProps('amount')} />
          )}
        </Group>
        {(kind === 'lines' || kind === 'buy_get') && <GoodsFilter form={form} />}
      </Stack>
    </Section>
  )
}

function Demands({ form, markets }: Form & { markets: readonly Admin['Market'][] }) {
  const t = useText()
  const currencies = [...new Set(markets.flatMap(({ currency, currencies }) => [currency, ...currencies]))]
  return (
    <Section title={t('conditions')} text={t('conditionsText')}>
      <Stack>
        <Group grow align="flex-start">
          <MoneyInput
            label={t('minSubtotal')}
            currency={form.values.currency}
            {...form.getInputProps('min_subtotal')}
          />
          <Select
            label={t('currency')}
            description={t('currencyHelp')}
            allowDeselect={false}
            data={currencies}
            {...form.getInputProps('currency')}
          />
        </Group>
        <NumberInput
          label={t('minQuantity')}
          min={1}
          allowDecimal={false}
          {...form.getInputProps('min_quantity')}
        />
        <MultiSelect
          label={t('markets')}
          description={t('marketsHelp')}
          clearable
          data={markets.map(({ code, name }) => ({ value: code, label: name }))}
          {...form.getInputProps('markets')}
        />
        <Switch label={t('firstOrder')} {...form.getInputProps('first_order', { type: 'checkbox' })} />
      </Stack>
    </Section>
  )
}

function Limits({ form }: Form) {
  const t = useText()
  return (
    <Section title={t('limits')}>
      <Stack>
        <Group grow align="flex-start">
          <TextInput type="datetime-local" label={t('starts')} {...form.getInputProps('starts_at')} />
          <TextInput type="datetime-local" label={t('ends')} {...form.getInputProps('ends_at')} />
        </Group>
        <Group grow align="flex-start">
          <NumberInput
            label={t('usageLimit')}
            description={t('emptyUnlimited')}
            min={1}
            allowDecimal={false}
            {...form.getInputProps('usage_limit')}
          />
          <NumberInput
            label={t('customerLimit')}
            description={t('emptyUnlimited')}
            min={1}
            allowDecimal={false}
            {...form.getInputProps('customer_limit')}
          />
        </Group>
        <Switch
          label={t('exclusive')}
          description={t('exclusiveHelp')}
          {...form.getInputProps('exclusive', { type: 'checkbox' })}
        />
      </Stack>
    </Section>
  )
}
