import { Button } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { download } from '../../../api/download.ts'
import { useStore } from '../../../api/session.ts'
import { useAction } from '../../../parts/use-action.ts'
import type { Order } from './order-data.ts'
import { useText } from './text.ts'

/** Fetches the packing slip of an order or of one of its fulfilments. */
export function PrintButton({
  order,
  fulfillmentId,
  size = 'xs',
}: {
  order: Order
  fulfillmentId?: string
  size?: 'xs' | 'sm'
}) {
  const t = useText()
  const { id } = useStore()
  const { busy, run } = useAction()
  const query = fulfillmentId === undefined ? '' : `?fulfillment_id=${fulfillmentId}`
  const save = () =>
    download(`/admin/v1/orders/${order.id}/packing-slip${query}`, `packing-slip-${order.number}.pdf`, id)
  return (
    <Button
      variant="default"
      size={size}
      loading={busy !== null}
      onClick={() => run('save', save)}
      leftSection={<IconPrinter size={14} aria-hidden />}
    >
      {t('packingSlip')}
    </Button>
  )
}

export function InvoiceButton({ order }: { order: Order }) {
  const t = useText()
  const { id } = useStore()
  const { busy, run } = useAction()
  const save = () => download(`/admin/v1/orders/${order.id}/invoice`, `invoice-${order.number}.pdf`, id)
  return (
    <Button variant="default" loading={busy !== null} onClick={() => run('save', save)}>
      {t('invoice')}
    </Button>
  )
}
