import type { Admin } from '../../../api/client.ts'
import { StatusBadge, type Tone } from '../../../parts/status-badge.tsx'
import { useText } from './text.ts'

const OF_REFUND: Record<Admin['Refund']['status'], Tone> = {
  pending: 'waiting',
  succeeded: 'good',
  failed: 'bad',
}
const OF_RETURN: Record<Admin['Return']['status'], Tone> = {
  requested: 'waiting',
  approved: 'info',
  declined: 'bad',
  closed: 'good',
}

export function RefundBadge({ status }: { status: Admin['Refund']['status'] }) {
  const t = useText()
  return <StatusBadge tone={OF_REFUND[status]}>{t(`refund.${status}`)}</StatusBadge>
}

export function ReturnBadge({ status }: { status: Admin['Return']['status'] }) {
  const t = useText()
  return <StatusBadge tone={OF_RETURN[status]}>{t(`return.${status}`)}</StatusBadge>
}
