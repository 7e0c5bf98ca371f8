import { Text } from '@mantine/core'
import type { Admin } from '../../../api/client.ts'
import { StatusBadge } from '../../../parts/status-badge.tsx'
import { useText } from './text.ts'

export const STATUSES = ['pending', 'approved', 'rejected'] as const
const TONES = { pending: 'waiting', approved: 'good', rejected: 'bad' } as const

export function ReviewStatus({ status }: Pick<Admin['Review'], 'status'>) {
  const t = useText()
  return <StatusBadge tone={TONES[status]}>{t(`status.${status}`)}</StatusBadge>
}

/** One to five stars, which is also said in words. */
export function Stars({ rating }: { rating: number }) {
  const t = useText()
  return (
    <Text component="span" size="sm" role="img" aria-label={t('stars', { count: rating })}>
      {'★'.repeat(rating)}
      {'☆'.repeat(5 - rating)}
    </Text>
  )
}
