import { Group, NativeSelect, NumberInput, Stack, Text } from '@mantine/core'
import type { Admin } from '../../../api/client.ts'
import { useFormat } from '../../../i18n/format.ts'
import { Goods } from '../orders/lines.tsx'
import { type Order, type OrderLine, useLocations, usePictures } from '../orders/order-data.ts'
import { RESTOCKS } from './choices.ts'
import type { RefundForm, RefundValues } from './refund-values.ts'
import { useText } from './text.ts'

const left = (line: OrderLine): number => Math.max(0, line.quantity - line.refunded_quantity)

/** How many units of a line may be given back that way. */
function mostOf(line: OrderLine, restock: Admin['Restock']): number {
  if (restock === 'return') return Math.min(left(line), line.fulfilled_quantity - line.returned_quantity)
  if (restock === 'cancel')
    return Math.min(left(line), line.quantity - line.fulfilled_quantity - line.cancelled_quantity)
  return left(line)
}

export function RefundLines({ order, form }: { order: Order; form: RefundForm }) {
  const pictures = usePictures(order.line_items.map(({ product_id }) => product_id))
  return (
    <Stack>
      {order.line_items.map((line, index) => (
        <RefundLine
          key={line.id}
          line={line}
          index={index}
          form={form}
          picture={pictures.get(line.product_id)}
        />
      ))}
    </Stack>
  )
}

function RefundLine({
  line,
  index,
  form,
  picture,
}: {
  line: OrderLine
  index: number
  form: RefundForm
  picture: string | undefined
}) {
  const t = useText()
  const format = useFormat()
  const locations = useLocations()
  const values = form.getValues() as RefundValues
  const item = values.line_items[index]
  if (item === undefined) return null
  const most = mostOf(line, item.restock)
  const ways = RESTOCKS.filter((way) => mostOf(line, way) > 0)
  return (
    <Stack gap="xs">
      <Group justify="space-between" align="center">
        <Goods line={line} picture={picture} />
        {ways.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('refund.lineDone')}
          </Text>
        ) : (
          <Group gap="xs" wrap="nowrap">
            <NumberInput
              aria-label={`${t('quantity')}: ${line.title}`}
              min={0}
              max={most}
              allowDecimal={false}
              w={80}
              {...form.getInputProps(`line_items.${index}.quantity`)}
            />
            <Text size="sm" c="dimmed">
              / {format.number(most)}
            </Text>
          </Group>
        )}
      </Group>
      {Number(item.quantity) > 0 && (
        <Group ps={56} align="flex-end">
          <NativeSelect
            label={t('restock')}
            data={ways.map((value) => ({ value, label: t(`restock.${value}`) }))}
            {...form.getInputProps(`line_items.${index}.restock`)}
          />
          {item.restock !== 'no_restock' && locations.length > 1 && (
            <NativeSelect
              label={t('location')}
              data={[
                { value: '', label: t('location.default') },
                ...locations.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              {...form.getInputProps(`line_items.${index}.location_id`)}
            />
          )}
        </Group>
      )}
    </Stack>
  )
}
