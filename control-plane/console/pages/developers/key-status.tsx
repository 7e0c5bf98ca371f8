import type { Platform } from '../../api/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { useText } from './text.ts'

/** Whether a key still opens something. */
export function KeyStatus({ apiKey: { revoked_at, expires_at } }: { apiKey: Platform['ApiKey'] }) {
  const t = useText()
  const format = useFormat()
  const isPast = (time: string | null) => time !== null && Date.parse(time) <= Date.now()
  if (isPast(revoked_at)) return <StatusBadge tone="bad">{t('keys.revoked')}</StatusBadge>
  if (revoked_at !== null)
    return (
      <StatusBadge tone="waiting">{t('keys.revokedAt', { time: format.dateTime(revoked_at) })}</StatusBadge>
    )
  if (isPast(expires_at)) return <StatusBadge tone="bad">{t('keys.expired')}</StatusBadge>
  if (expires_at !== null)
    return <StatusBadge tone="good">{t('keys.expiresAt', { time: format.dateTime(expires_at) })}</StatusBadge>
  return <StatusBadge tone="good">{t('keys.active')}</StatusBadge>
}
