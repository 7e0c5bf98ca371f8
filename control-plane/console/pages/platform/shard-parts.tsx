import { Progress, Stack, Text } from '@mantine/core'
import type { Platform } from '../../api/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { useText } from './text.ts'

type Shard = Platform['Shard']
const NEARLY_FULL = 0.9

/** What the last look found, or why no store is placed there. */
export function ShardState({ shard }: { shard: Shard }) {
  const t = useText()
  const { last_sighting: last, status } = shard
  if (last !== null && last.latency_ms === null)
    return <StatusBadge tone="bad">{t('shards.unreachable')}</StatusBadge>
  if (status !== 'active') return <StatusBadge tone="waiting">{t(`shards.status.${status}`)}</StatusBadge>
  return last === null ? (
    <StatusBadge tone="plain">{t('shards.unseen')}</StatusBadge>
  ) : (
    <StatusBadge tone="good">{t('shards.reachable')}</StatusBadge>
  )
}

/** How many stores it has, of how many it takes. */
export function Room({ shard: { current_tenants: now, max_tenants: most, name } }: { shard: Shard }) {
  const t = useText()
  const format = useFormat()
  const share = now / most
  return (
    <Stack gap={4} miw={120}>
      <Text size="sm">{t('shards.roomOf', { now: format.number(now), most: format.number(most) })}</Text>
      <Progress
        value={share * 100}
        color={share > NEARLY_FULL ? 'red' : 'indigo'}
        size="sm"
        aria-label={`${t('shards.room')}: ${name}`}
      />
    </Stack>
  )
}
