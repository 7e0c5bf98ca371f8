// How much of the plan's limits is used.
import { Progress, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { useText } from './text.ts'

export function Used({ limits }: { limits: Platform['TenantDetail']['limits'] }) {
  const t = useText()
  const format = useFormat()
  const { id, admin, can } = useStore()
  const storage = useQuery({
    queryKey: [id, 'media-usage'],
    enabled: can('products:read'),
    queryFn: () => dataOf(admin.GET('/admin/v1/media-usage')),
  })
  const users = useQuery({
    queryKey: [id, 'users'],
    enabled: can('members:read'),
    queryFn: async () => {
      const params = { path: { tenant_id: id }, query: { limit: 100 } }
      const [members, invitations] = await Promise.all([
        dataOf(platform.GET('/platform/v1/tenants/{tenant_id}/members', { params })),
        dataOf(platform.GET('/platform/v1/tenants/{tenant_id}/invitations', { params })),
      ])
      return members.data.length + invitations.data.filter(({ expired }) => !expired).length
    },
  })
  return (
    <Stack>
      <Share label={t('plan.users')} used={users.data} limit={limits.users} write={format.number} />
      <Share
        label={t('plan.storage')}
        used={storage.data?.size_bytes}
        limit={limits.storage_bytes}
        write={format.bytes}
      />
      <Text size="sm">
        {t('plan.calls')}:{' '}
        {limits.api_calls_per_month === null
          ? t('plan.unlimited')
          : format.number(limits.api_calls_per_month)}
      </Text>
    </Stack>
  )
}

function Share({
  label,
  used,
  limit,
  write,
}: {
  label: string
  used: number | undefined
  limit: number | null
  write: (value: number) => string
}) {
  const t = useText()
  const most = limit === null ? t('plan.unlimited') : write(limit)
  const share = limit === null || used === undefined ? 0 : Math.min(100, (used / Math.max(limit, 1)) * 100)
  return (
    <div>
      <Text size="sm" mb={4}>
        {label}: {used === undefined ? most : t('plan.usedOf', { used: write(used), limit: most })}
      </Text>
      {limit !== null && used !== undefined && (
        <Progress value={share} color={share >= 90 ? 'red' : 'indigo'} aria-label={label} />
      )}
    </div>
  )
}
