// Fields of a market but for its shipping.
import { Checkbox, Group, MultiSelect, Select, Stack, Switch, TagsInput, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { Section } from '../../parts/form-page.tsx'
import { useCountries, useCurrencies } from './choices.ts'
import { type MarketValues, PAYMENT_METHODS, WEEKDAYS } from './market-values.ts'
import { useText } from './text.ts'

type Form = { form: UseFormReturnType<MarketValues> }

export function About({ form, isNew }: Form & { isNew: boolean }) {
  const t = useText()
  const countries = useCountries()
  const currencies = useCurrencies()
  return (
    <Section title={t('about')}>
      <Stack>
        <Group grow align="flex-start">
          <TextInput label={t('name')} required {...form.getInputProps('name')} />
          {isNew && (
            <TextInput
              label={t('code')}
              description={t('codeHelp')}
              dir="ltr"
              {...form.getInputProps('code')}
            />
          )}
        </Group>
        <MultiSelect
          label={t('countries')}
          description={t('countriesHelp')}
          searchable
          required
          data={countries}
          {...form.getInputProps('countries')}
        />
        <Group grow align="flex-start">
          <Select
            label={t('currency')}
            searchable
            allowDeselect={false}
            data={currencies}
            {...form.getInputProps('currency')}
          />
          <MultiSelect
            label={t('otherCurrencies')}
            searchable
            data={currencies.filter(({ value }) => value !== form.values.currency)}
            {...form.getInputProps('currencies')}
          />
        </Group>
        <Group grow align="flex-start">
          <TextInput
            label={t('locale')}
            description={t('localeHelp')}
            dir="ltr"
            {...form.getInputProps('locale')}
          />
          <TagsInput label={t('locales')} description={t('localeHelp')} {...form.getInputProps('locales')} />
        </Group>
        <Switch
          label={t('isActive')}
          checked={form.values.status === 'active'}
          onChange={(event) =>
            form.setFieldValue('status', event.currentTarget.checked ? 'active' : 'inactive')
          }
        />
      </Stack>
    </Section>
  )
}

export function Prices({ form }: Form) {
  const t = useText()
  return (
    <Section title={t('prices')}>
      <Stack>
        <Switch
          label={t('includeTax')}
          description={t('includeTaxHelp')}
          {...form.getInputProps('prices_include_tax', { type: 'checkbox' })}
        />
        <Select
          label={t('shippingTax')}
          allowDeselect={false}
          data={(['none', 'own', 'highest', 'weighted'] as const).map((value) => ({
            value,
            label: t(`shippingTax.${value}`),
          }))}
          {...form.getInputProps('shipping_tax')}
        />
        <Select
          label={t('taxBasis')}
          allowDeselect={false}
          data={(['discounted', 'undiscounted'] as const).map((value) => ({
            value,
            label: t(`taxBasis.${value}`),
          }))}
          {...form.getInputProps('tax_basis')}
        />
        <Group grow align="flex-start">
          <Select
            label={t('taxRounding')}
            allowDeselect={false}
            data={(['line', 'invoice'] as const).map((value) => ({
              value,
              label: t(`taxRounding.${value}`),
            }))}
            {...form.getInputProps('tax_rounding')}
          />
          <Select
            label={t('rounding')}
            allowDeselect={false}
            data={(['half_up', 'half_even'] as const).map((value) => ({
              value,
              label: t(`rounding.${value}`),
            }))}
            {...form.getInputProps('rounding')}
          />
        </Group>
      </Stack>
    </Section>
  )
}

const NAMES: Record<(typeof PAYMENT_METHODS)[number], string> = {
  stripe: 'Stripe',
  paypal: 'PayPal',
  apple_pay: 'Apple Pay',
  razorpay: 'Razorpay',
  paytm: 'Paytm',
  upi: 'UPI',
  cash_on_delivery: '',
}

export function Payment({ form }: Form) {
  const t = useText()
  return (
    <Section title={t('payment')} text={t('paymentText')}>
      <Checkbox.Group aria-label={t('payment')} {...form.getInputProps('payment_methods')}>
        <Group>
          {PAYMENT_METHODS.map((method) => (
            <Checkbox key={method} value={method} label={NAMES[method] || t('cashOnDelivery')} />
          ))}
        </Group>
      </Checkbox.Group>
    </Section>
  )
}

export function Hours({ form }: Form) {
  const t = useText()
  const hours = form.values.business_hours
  const set = (weekday: (typeof WEEKDAYS)[number], isOpen: boolean) => {
    if (hours === null) return
    const others = hours.days.filter((day) => day.weekday !== weekday)
    const days = isOpen ? [...others, { weekday, opens: '09:00', closes: '18:00' }] : others
    days.sort((one, other) => WEEKDAYS.indexOf(one.weekday) - WEEKDAYS.indexOf(other.weekday))
    form.setFieldValue('business_hours', { ...hours, days })
  }
  const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <Section title={t('hours')} text={t('hoursText')}>
      <Stack>
        <Switch
          label={t('hasHours')}
          checked={hours !== null}
          onChange={(event) =>
            form.setFieldValue('business_hours', event.currentTarget.checked ? { time_zone, days: [] } : null)
          }
        />
        {hours !== null && (
          <Select
            label={t('timeZone')}
            searchable
            allowDeselect={false}
            data={Intl.supportedValuesOf('timeZone')}
            {...form.getInputProps('business_hours.time_zone')}
          />
        )}
        {hours !== null &&
          WEEKDAYS.map((weekday) => {
            const index = hours.days.findIndex((day) => day.weekday === weekday)
            return (
              <Group key={weekday} align="flex-end">
                <Checkbox
                  w={160}
                  label={t(`day.${weekday}`)}
                  checked={index >= 0}
                  onChange={(event) => set(weekday, event.currentTarget.checked)}
                />
                {index >= 0 && (
                  <>
                    <TextInput
                      type="time"
                      aria-label={`${t(`day.${weekday}`)}: ${t('opens')}`}
                      {...form.getInputProps(`business_hours.days.${index}.opens`)}
                    />
                    <TextInput
                      type="time"
                      aria-label={`${t(`day.${weekday}`)}: ${t('closes')}`}
                      {...form.getInputProps(`business_hours.days.${index}.closes`)}
                    />
                  </>
                )}
              </Group>
            )
          })}
      </Stack>
    </Section>
  )
}
