import type { Platform } from '../../api/client.ts'
import { StatusBadge, type Tone } from '../../parts/status-badge.tsx'
import { useText } from './text.ts'

const TONES: Record<Platform['Domain']['status'], Tone> = {
  pending: 'waiting',
  verified: 'good',
  failed: 'bad',
  quarantined: 'bad',
  removed: 'plain',
}

export function DomainStatus({ domain: { status, is_primary } }: { domain: Platform['Domain'] }) {
  const t = useText()
  return (
    <>
      <StatusBadge tone={TONES[status]}>{t(`domains.status.${status}`)}</StatusBadge>{' '}
      {is_primary && <StatusBadge tone="info">{t('domains.primary')}</StatusBadge>}
    </>
  )
}
