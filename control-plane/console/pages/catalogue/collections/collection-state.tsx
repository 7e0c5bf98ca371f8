import type { Admin } from '../../../api/client.ts'
import { StatusBadge } from '../../../parts/status-badge.tsx'
import { useText } from './text.ts'

/** Whether shoppers see it now. */
export function CollectionState({ collection }: { collection: Admin['Collection'] }) {
  const t = useText()
  const { starts_at, ends_at } = collection
  const now = Date.now()
  if (ends_at !== null && Date.parse(ends_at) <= now)
    return <StatusBadge tone="plain">{t('state.over')}</StatusBadge>
  if (starts_at !== null && Date.parse(starts_at) > now)
    return <StatusBadge tone="waiting">{t('state.coming')}</StatusBadge>
  return <StatusBadge tone="good">{t('state.shown')}</StatusBadge>
}
