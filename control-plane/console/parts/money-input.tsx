import { NumberInput, type NumberInputProps, Text } from '@mantine/core'
import { decimalsOf, useFormat } from '../i18n/format.ts'
import { separatorsOf, toMajor, toMinor } from './money.ts'

/** An amount of money. `value` and what `onChange` gives are minor units; null is an empty field. */
export function MoneyInput({
  value,
  onChange,
  currency,
  ...input
}: Omit<NumberInputProps, 'value' | 'onChange' | 'defaultValue'> & {
  value?: number | null
  onChange?: (amount: number | null) => void
  currency: string
}) {
  const format = useFormat()
  const decimals = decimalsOf(currency)
  const { decimal, group } = separatorsOf(format.number(12_345.6))
  return (
    <NumberInput
      min={0}
      {...input}
      value={value === null || value === undefined ? '' : toMajor(value, decimals)}
      onChange={(major) => onChange?.(toMinor(major, decimals))}
      decimalScale={decimals}
      fixedDecimalScale
      decimalSeparator={decimal}
      thousandSeparator={group}
      hideControls
      inputMode={decimals === 0 ? 'numeric' : 'decimal'}
      rightSection={
        <Text size="sm" c="dimmed" component="span">
          {currency}
        </Text>
      }
      rightSectionWidth={56}
    />
  )
}
