import { Button, Group, Paper, Text } from '@mantine/core'
import { IconUserShield } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { dataOf, platform } from '../api/client.ts'
import { currentImpersonation, forgetImpersonation, type Impersonation } from '../api/impersonation.ts'
import { useCommon } from '../i18n/common.ts'
import { useFormat } from '../i18n/format.ts'
import { useTellProblem } from '../parts/notices.tsx'

/** Says on each page of a store that one acts in a member's place, and ends that. */
export function ImpersonationBanner() {
  const { slug } = useParams({ strict: false }) as { slug?: string }
  const current = currentImpersonation()
  return current === undefined || current.slug !== slug ? null : <Banner {...current} />
}

function Banner({ id, tenantId, accountEmail, write, expiresAt }: Impersonation) {
  const t = useCommon()
  const format = useFormat()
  const tellProblem = useTellProblem()
  const [isBusy, setBusy] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => leave(tenantId), Math.max(0, Date.parse(expiresAt) - Date.now()))
    return () => clearTimeout(timer)
  }, [expiresAt, tenantId])
  const end = async () => {
    setBusy(true)
    forgetImpersonation()
    const path = { tenant_id: tenantId, impersonation_id: id }
    try {
      await dataOf(
        platform.DELETE('/platform/v1/tenants/{tenant_id}/impersonations/{impersonation_id}', {
          params: { path },
        }),
      )
      leave(tenantId)
    } catch (error) {
      tellProblem(error)
      setBusy(false)
    }
  }
  return (
    <Paper
      component="section"
      aria-label={t('impersonation.label')}
      withBorder
      p="sm"
      mb="md"
      bg="light-dark(var(--mantine-color-yellow-1), color-mix(in srgb, var(--mantine-color-yellow-9) 30%, black))"
    >
      <Group justify="space-between" gap="sm">
        <Group gap="xs" style={{ flex: '1 1 18rem' }} wrap="nowrap">
          <IconUserShield size={20} aria-hidden style={{ flex: 'none' }} />
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {t(write ? 'impersonation.write' : 'impersonation.read', {
              email: accountEmail,
              time: format.date(expiresAt, { timeStyle: 'short' }),
            })}
          </Text>
        </Group>
        <Button size="xs" color="dark" onClick={() => void end()} loading={isBusy}>
          {t('impersonation.end')}
        </Button>
      </Group>
    </Paper>
  )
}

/** A page loaded anew has forgotten all that was read by the member's rights. */
const leave = (tenantId: string) => location.assign(`/platform/tenants/${tenantId}`)
