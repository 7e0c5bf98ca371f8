// Fields of limits: an empty one is null in the API, which is what `placeholder` says.
import { NumberInput, SimpleGrid } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { Platform } from '../../api/client.ts'
import { useText } from './text.ts'

type Limits = Platform['Limits']
const LIMITS = ['api_calls_per_month', 'storage_bytes', 'users'] as const
/** An empty field of numbers holds an empty text. */
type Typed<Keys extends string> = Record<Keys, number | ''>

const GIB = 1024 ** 3
const orEmpty = (value: number | null | undefined): number | '' => value ?? ''
const orNull = (value: number | ''): number | null => (value === '' ? null : value)

export const typedLimits = ({ api_calls_per_month, storage_bytes, users }: Limits) => ({
  api_calls_per_month: orEmpty(api_calls_per_month),
  storage_bytes: storage_bytes === null ? ('' as const) : Math.round((storage_bytes / GIB) * 100) / 100,
  users: orEmpty(users),
})
export const limitsOf = (typed: Typed<keyof Limits>): Limits => ({
  api_calls_per_month: orNull(typed.api_calls_per_month),
  storage_bytes: typed.storage_bytes === '' ? null : Math.round(typed.storage_bytes * GIB),
  users: orNull(typed.users),
})

// biome-ignore lint/suspicious/noExplicitAny: a form of any values that has such fields
type AnyForm = UseFormReturnType<any>

export function LimitFields({
  form,
  path,
  placeholder,
}: {
  form: AnyForm
  path: string
  placeholder: string
}) {
  const t = useText()
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }}>
      {LIMITS.map((name) => (
        <NumberInput
          key={name}
          label={t(`limit.${name}`)}
          placeholder={placeholder}
          min={0}
          allowDecimal={name === 'storage_bytes'}
          thousandSeparator=" "
          {...form.getInputProps(`${path}.${name}`)}
        />
      ))}
    </SimpleGrid>
  )
}

const WINDOWS = ['per_minute', 'per_hour', 'per_day', 'per_month', 'concurrent'] as const
export type Rates = Platform['RateLimits']
type TypedRates = Typed<(typeof WINDOWS)[number] | 'burst_size' | 'burst_per_second'>

export const typedRates = ({ burst, ...rates }: Partial<Rates>): TypedRates => ({
  per_minute: orEmpty(rates.per_minute),
  per_hour: orEmpty(rates.per_hour),
  per_day: orEmpty(rates.per_day),
  per_month: orEmpty(rates.per_month),
  concurrent: orEmpty(rates.concurrent),
  burst_size: orEmpty(burst?.size),
  burst_per_second: orEmpty(burst?.per_second),
})
export const ratesOf = ({ burst_size: size, burst_per_second: per_second, ...rates }: TypedRates): Rates => ({
  per_minute: orNull(rates.per_minute),
  per_hour: orNull(rates.per_hour),
  per_day: orNull(rates.per_day),
  per_month: orNull(rates.per_month),
  concurrent: orNull(rates.concurrent),
  burst: size === '' || per_second === '' ? null : { size, per_second },
})

export function RateFields({
  form,
  path,
  placeholder,
}: {
  form: AnyForm
  path: string
  placeholder: string
}) {
  const t = useText()
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
      {([...WINDOWS, 'burst_size', 'burst_per_second'] as const).map((name) => (
        <NumberInput
          key={name}
          label={t(`rate.${name}`)}
          placeholder={placeholder}
          min={1}
          allowDecimal={false}
          thousandSeparator=" "
          {...form.getInputProps(`${path}.${name}`)}
        />
      ))}
    </SimpleGrid>
  )
}
