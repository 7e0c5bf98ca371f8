import { StatusBadge } from '../../../parts/status-badge.tsx'
import type { Count, Transfer } from './stock-data.ts'
import { useText } from './text.ts'

const TRANSFERS = { draft: 'plain', in_transit: 'waiting', received: 'good', cancelled: 'plain' } as const
const COUNTS = { open: 'waiting', applied: 'good', cancelled: 'plain' } as const

export function TransferStatus({ transfer: { status } }: { transfer: Transfer }) {
  const t = useText()
  return <StatusBadge tone={TRANSFERS[status]}>{t(`transfer.${status}`)}</StatusBadge>
}

export function CountStatus({ count: { status } }: { count: Count }) {
  const t = useText()
  return <StatusBadge tone={COUNTS[status]}>{t(`count.${status}`)}</StatusBadge>
}
