import { Box, Divider, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { Section } from '../../../parts/form-page.tsx'
import { ProblemAlert } from '../../../parts/notices.tsx'
import { inMoney } from '../orders/faults.ts'
import { nameOf } from '../orders/lines.tsx'
import type { Order } from '../orders/order-data.ts'
import { useMethodName } from '../orders/statuses.tsx'
import { Sum } from '../orders/totals.tsx'
import { useText } from './text.ts'

/** What a refund would give back, to the penny, as the API says it. */
export function RefundPreview({ order, input }: { order: Order; input: Admin['RefundInput'] | undefined }) {
  const t = useText()
  const format = useFormat()
  const { id, admin } = useStore()
  const [asked] = useDebouncedValue(input === undefined ? undefined : JSON.stringify(input), 300)
  const { data, error, isFetching } = useQuery({
    queryKey: [id, 'refund-preview', order.id, order.updated_at, asked],
    queryFn: () =>
      dataOf(
        admin.POST('/admin/v1/orders/{order_id}/refunds/preview', {
          params: { path: { order_id: order.id } },
          body: JSON.parse(asked ?? '{}') as Admin['RefundInput'],
        }),
      ),
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  })
  const told = inMoney(error, (amount) => format.money({ amount, currency: order.currency }))
  return (
    <Box pos="sticky" top={76}>
      <Section title={t('preview')}>
        {input === undefined && (
          <Text size="sm" c="dimmed">
            {t('preview.nothing')}
          </Text>
        )}
        {input !== undefined && <ProblemAlert error={told} />}
        {input !== undefined && error === null && data !== undefined && (
          <div aria-live="polite" aria-busy={isFetching}>
            <Sums order={order} preview={data} />
          </div>
        )}
      </Section>
    </Box>
  )
}

function Sums({ order, preview }: { order: Order; preview: Admin['RefundPreview'] }) {
  const t = useText()
  const methodName = useMethodName()
  const names = new Map(order.line_items.map((line) => [line.id, nameOf(line)]))
  return (
    <Stack gap={6}>
      {preview.line_items
        .filter(({ quantity }) => quantity > 0)
        .map(({ line_item_id, quantity, amount }) => (
          <Sum key={line_item_id} label={`${quantity} × ${names.get(line_item_id) ?? ''}`} money={amount} />
        ))}
      {preview.shipping.amount > 0 && <Sum label={t('preview.shipping')} money={preview.shipping} />}
      {preview.goodwill.amount > 0 && <Sum label={t('preview.goodwill')} money={preview.goodwill} />}
      {preview.rounding.amount !== 0 && <Sum label={t('preview.rounding')} money={preview.rounding} />}
      {preview.tax.amount > 0 && <Sum label={t('preview.tax')} money={preview.tax} />}
      {preview.discount.amount > 0 && <Sum label={t('preview.discount')} money={preview.discount} />}
      <Divider />
      <Sum label={t('preview.amount')} money={preview.amount} strong />
      {preview.credited.amount > preview.amount.amount && (
        <>
          <Sum label={t('preview.credited')} money={preview.credited} />
          <Text size="xs" c="dimmed">
            {t('preview.creditedText')}
          </Text>
        </>
      )}
      {preview.payments.map(({ payment_id, method, amount }) => (
        <Sum
          key={payment_id ?? method}
          label={t('preview.payment', { method: methodName(method) })}
          money={amount}
        />
      ))}
    </Stack>
  )
}
