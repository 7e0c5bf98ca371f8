import {
  ActionIcon,
  Badge,
  Button,
  Checkbox,
  Group,
  NativeSelect,
  NumberInput,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useFormat } from '../../../i18n/format.ts'
import { MoneyInput } from '../../../parts/money-input.tsx'
import type { EditForm, EditValues, NewDiscount } from './edit-values.ts'
import type { Order } from './order-data.ts'
import { useText } from './text.ts'

/** Discounts that an order has, which can be taken away, and new ones. */
export function EditDiscounts({ order, form }: { order: Order; form: EditForm }) {
  const t = useText()
  const format = useFormat()
  const { discounts, removed } = form.getValues() as EditValues
  const toggle = (id: string) =>
    form.setFieldValue(
      'removed',
      removed.includes(id) ? removed.filter((other) => other !== id) : [...removed, id],
    )
  return (
    <Stack>
      {order.discounts.map(({ promotion_id, name, code, amount }) => (
        <Checkbox
          key={promotion_id}
          checked={!removed.includes(promotion_id)}
          onChange={() => toggle(promotion_id)}
          label={`${code ?? name} (−${format.money(amount)})`}
        />
      ))}
      {discounts.map(({ name, value }, index) => (
        <Group key={`${name} ${index}`} gap="xs">
          <Text size="sm">{name}</Text>
          <Badge variant="light">
            {value.kind === 'percentage'
              ? format.percent(value.ppm / 1_000_000)
              : format.money({ amount: value.amount, currency: order.currency })}
          </Badge>
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={t('remove', { name })}
            onClick={() => form.removeListItem('discounts', index)}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <NewOne
        currency={order.currency}
        onAdd={(discount) => form.setFieldValue('discounts', [...discounts, discount])}
      />
    </Stack>
  )
}

function NewOne({ currency, onAdd }: { currency: string; onAdd: (discount: NewDiscount) => void }) {
  const t = useText()
  const [name, setName] = useState('')
  const [kind, setKind] = useState<'percentage' | 'fixed'>('percentage')
  const [percent, setPercent] = useState<number | string>('')
  const [amount, setAmount] = useState<number | null>(null)
  const isPercentage = kind === 'percentage'
  const isReady = name.trim() !== '' && (isPercentage ? Number(percent) > 0 : (amount ?? 0) > 0)
  const add = () => {
    onAdd({
      name: name.trim(),
      value: isPercentage
        ? { kind, ppm: Math.round(Number(percent) * 10_000) }
        : { kind: 'fixed', amount: amount ?? 0 },
    })
    setName('')
    setPercent('')
    setAmount(null)
  }
  return (
    <Group align="flex-end" gap="xs">
      <TextInput
        label={t('discount.name')}
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('discount.kind')}
        value={kind}
        onChange={(event) => setKind(event.currentTarget.value as 'percentage' | 'fixed')}
        data={[
          { value: 'percentage', label: t('discount.percentage') },
          { value: 'fixed', label: t('discount.fixed') },
        ]}
      />
      {isPercentage ? (
        <NumberInput
          label={t('discount.value')}
          min={0}
          max={100}
          suffix=" %"
          w={110}
          value={percent}
          onChange={setPercent}
        />
      ) : (
        <MoneyInput
          label={t('discount.value')}
          currency={currency}
          w={150}
          value={amount}
          onChange={setAmount}
        />
      )}
      <Button variant="default" onClick={add} disabled={!isReady}>
        {t('discount.add')}
      </Button>
    </Group>
  )
}
