import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { StatusBadge, type Tone } from '../../../parts/status-badge.tsx'
import { useText } from './text.ts'

export type Subscription = Admin['Subscription']
export type Plan = Admin['SubscriptionPlan']

export const STATUSES = [
  'trialing',
  'active',
  'past_due',
  'paused',
  'unpaid',
  'cancelled',
  'completed',
] as const satisfies readonly Subscription['status'][]

const TONES: Record<Subscription['status'], Tone> = {
  trialing: 'info',
  active: 'good',
  past_due: 'bad',
  paused: 'waiting',
  unpaid: 'bad',
  cancelled: 'plain',
  completed: 'plain',
}

export function SubscriptionBadge({ status }: { status: Subscription['status'] }) {
  const t = useText()
  return <StatusBadge tone={TONES[status]}>{t(`status.${status}`)}</StatusBadge>
}

/** How often it comes: "Every 2 weeks". */
export function useEvery(): (of: Pick<Subscription, 'interval' | 'interval_count'>) => string {
  const t = useText()
  return ({ interval, interval_count }) => t(`every.${interval}`, { count: interval_count })
}

/** Reads anew whatever shows subscriptions. */
export function useRefreshSubscriptions(): () => Promise<void> {
  const { id } = useStore()
  const client = useQueryClient()
  return async () => {
    const keys = ['subscription', 'subscriptions', 'plans', 'plan']
    await Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [id, key] })))
  }
}

export function usePlans(): readonly Plan[] {
  const { id, admin } = useStore()
  return (
    useQuery({
      queryKey: [id, 'plans', 'all'],
      queryFn: () => dataOf(admin.GET('/admin/v1/subscription-plans', { params: { query: { limit: 100 } } })),
    }).data?.data ?? []
  )
}
