// One row of a price list: a variant from a quantity on, with a field for each currency.
import { ActionIcon, Badge, Group, NumberInput, Table, Text } from '@mantine/core'
import { IconStairsUp, IconTrash } from '@tabler/icons-react'
import { memo } from 'react'
import { useFormat } from '../../../i18n/format.ts'
import { MoneyInput } from '../../../parts/money-input.tsx'
import { fullName, type NamedVariant } from '../variant-names.ts'
import { useText } from './text.ts'
import type { PriceRow } from './values.ts'

export const PriceLine = memo(function PriceLine({
  row,
  index,
  variant,
  currencies,
  faults,
  change,
  mayWrite,
}: {
  row: PriceRow
  index: number
  variant: NamedVariant | undefined
  /** With commas between them; as texts, these and the faults are the same as before when they are. */
  currencies: string
  faults: string
  change: {
    set: (index: number, patch: Partial<PriceRow>) => void
    addStep: (index: number) => void
    remove: (index: number) => void
  }
  mayWrite: boolean
}) {
  const t = useText()
  const format = useFormat()
  const name = variant === undefined ? '…' : fullName(variant)
  const errors: Record<string, string> = Object.fromEntries(JSON.parse(faults))
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        {name}
        {variant !== undefined && variant.prices.length > 0 && (
          <Text size="xs" c="dimmed">
            {t('regular', { prices: format.list(variant.prices.map(format.money)) })}
          </Text>
        )}
        {row.to !== null && <Text size="xs">{t('upTo', { quantity: format.number(row.to) })}</Text>}
        {Object.entries(row.rules).map(([attribute, values]) => (
          <Badge key={attribute} variant="light" color="gray" tt="none">
            {attribute}: {values.join(', ')}
          </Badge>
        ))}
      </Table.Th>
      <Table.Td w={90} style={{ verticalAlign: 'top' }}>
        <NumberInput
          aria-label={t('fromOf', { name })}
          min={1}
          allowDecimal={false}
          hideControls
          value={row.from}
          onChange={(from) => change.set(index, { from })}
          error={errors[`rows.${index}.from`]}
        />
      </Table.Td>
      {currencies.split(',').map((currency) => (
        <Table.Td key={currency} miw={130} style={{ verticalAlign: 'top' }}>
          <MoneyInput
            aria-label={t('priceOf', { name, currency, quantity: row.from })}
            currency={currency}
            value={row.amounts[currency] ?? null}
            onChange={(amount) => change.set(index, { amounts: { ...row.amounts, [currency]: amount } })}
            error={errors[`rows.${index}.amounts.${currency}`]}
          />
        </Table.Td>
      ))}
      {mayWrite && (
        <Table.Td style={{ verticalAlign: 'top' }}>
          <Group gap={0} wrap="nowrap" justify="flex-end">
            <ActionIcon
              variant="subtle"
              aria-label={t('addStep', { name })}
              title={t('addStep', { name })}
              onClick={() => change.addStep(index)}
            >
              <IconStairsUp size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="red"
              aria-label={t('removePrice', { name, quantity: row.from })}
              onClick={() => change.remove(index)}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        </Table.Td>
      )}
    </Table.Tr>
  )
})
