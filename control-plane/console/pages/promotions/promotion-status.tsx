import type { Admin } from '../../api/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { useText } from './text.ts'

/** Whether a promotion is given now. */
export function PromotionStatus({ promotion }: { promotion: Admin['Promotion'] }) {
  const t = useText()
  const format = useFormat()
  const { active, starts_at, ends_at } = promotion
  const now = Date.now()
  if (!active) return <StatusBadge tone="plain">{t('status.off')}</StatusBadge>
  if (ends_at !== null && Date.parse(ends_at) <= now)
    return <StatusBadge tone="plain">{t('status.ended')}</StatusBadge>
  if (starts_at !== null && Date.parse(starts_at) > now)
    return <StatusBadge tone="waiting">{t('status.from', { time: format.dateTime(starts_at) })}</StatusBadge>
  return <StatusBadge tone="good">{t('status.on')}</StatusBadge>
}
