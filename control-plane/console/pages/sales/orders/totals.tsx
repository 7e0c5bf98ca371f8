// What an order costs, what was paid of it, and why it is so.
import { Button, Divider, Group, Modal, Stack, Table, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconHelpCircle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { type Money, useFormat } from '../../../i18n/format.ts'
import { ProblemAlert } from '../../../parts/notices.tsx'
import { Loading } from '../../../shell/states.tsx'
import { nameOf } from './lines.tsx'
import type { Order } from './order-data.ts'
import { useText } from './text.ts'

export function Sum({ label, money, strong = false }: { label: ReactNode; money: Money; strong?: boolean }) {
  const format = useFormat()
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm" fw={strong ? 600 : undefined}>
        {label}
      </Text>
      <Text size="sm" fw={strong ? 600 : undefined} style={{ whiteSpace: 'nowrap' }}>
        {format.money(money)}
      </Text>
    </Group>
  )
}

const lessOf = ({ amount, currency }: Money): Money => ({ amount: -amount, currency })

/** The sums of an order or of what it would be. */
export function Totals({
  of,
}: {
  of: Pick<Order, 'totals' | 'discounts' | 'taxes'> & { shipping_method?: string | null }
}) {
  const t = useText()
  const format = useFormat()
  const { totals, discounts, taxes } = of
  const isIncluded = totals.tax_included.amount !== 0
  return (
    <>
      <Sum label={t('totals.subtotal')} money={totals.subtotal} />
      {totals.discount.amount !== 0 && (
        <Sum
          label={t('totals.discount', {
            names: format.list([...new Set(discounts.map(({ name, code }) => code ?? name))]),
          })}
          money={lessOf(totals.discount)}
        />
      )}
      <Sum
        label={
          of.shipping_method ? t('totals.shippingBy', { method: of.shipping_method }) : t('totals.shipping')
        }
        money={totals.shipping}
      />
      {taxes.map(({ code, name, ppm, amount }) => (
        <Sum
          key={`${code} ${ppm}`}
          label={t(isIncluded ? 'totals.taxIncluded' : 'totals.tax', {
            name,
            rate: format.percent(ppm / 1_000_000, 3),
          })}
          money={amount}
        />
      ))}
      {totals.rounding.amount !== 0 && <Sum label={t('totals.rounding')} money={totals.rounding} />}
      <Divider />
      <Sum label={t('total')} money={totals.total} strong />
    </>
  )
}

export function OrderTotals({ order }: { order: Order }) {
  const t = useText()
  return (
    <Stack gap={6} mt="sm">
      <Totals of={order} />
      <Sum label={t('totals.paid')} money={order.paid} />
      {order.authorized.amount !== 0 && <Sum label={t('totals.authorized')} money={order.authorized} />}
      {order.refunded.amount !== 0 && <Sum label={t('totals.refunded')} money={lessOf(order.refunded)} />}
      {order.outstanding.amount !== 0 && (
        <Sum label={t('totals.outstanding')} money={order.outstanding} strong />
      )}
      {order.refund_due.amount !== 0 && <Sum label={t('totals.refundDue')} money={order.refund_due} strong />}
      <Why order={order} />
    </Stack>
  )
}

function Why({ order }: { order: Order }) {
  const t = useText()
  const common = useCommon()
  const [isOpen, { open, close }] = useDisclosure()
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        onClick={open}
        leftSection={<IconHelpCircle size={16} aria-hidden />}
        style={{ alignSelf: 'start' }}
      >
        {t('why')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={t('why')}
        size="lg"
        closeButtonProps={{ 'aria-label': common('close') }}
      >
        <Explanation order={order} />
      </Modal>
    </>
  )
}

function Explanation({ order }: { order: Order }) {
  const t = useText()
  const format = useFormat()
  const { id, admin } = useStore()
  const { data, error, refetch } = useQuery({
    queryKey: [id, 'order', order.id, 'explanation'],
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/orders/{order_id}/explanation', { params: { path: { order_id: order.id } } }),
      ),
  })
  if (error !== null) return <ProblemAlert error={error} retry={() => void refetch()} />
  if (data === undefined) return <Loading />
  const names = new Map(order.line_items.map((line) => [line.id, nameOf(line)]))
  const placeOf = ({ on, id }: Admin['Explanation']['steps'][number]) => names.get(id ?? '') ?? t(`why.${on}`)
  return (
    <Table.ScrollContainer minWidth={400} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table aria-label={t('why')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('why.on')}</Table.Th>
            <Table.Th scope="col">{t('why.rule')}</Table.Th>
            <Table.Th scope="col" ta="end">
              {t('amount')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.steps.map((step, index) => (
            <Table.Tr key={index}>
              <Table.Td>{placeOf(step)}</Table.Td>
              <Table.Td>{step.text}</Table.Td>
              <Table.Td ta="end">{format.money(step.amount)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th scope="row" colSpan={2}>
              {t('total')}
            </Table.Th>
            <Table.Th ta="end">{format.money(data.total)}</Table.Th>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </Table.ScrollContainer>
  )
}
