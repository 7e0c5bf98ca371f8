import { ActionIcon, Menu } from '@mantine/core'
import { IconLogout, IconSettings, IconUser } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { dataOf, platform } from '../api/client.ts'
import { useAccount } from '../api/session.ts'
import { forgetSession } from '../api/transport.ts'
import { useCommon } from '../i18n/common.ts'
import { useTellProblem } from '../parts/notices.tsx'

export function UserMenu() {
  const t = useCommon()
  const account = useAccount()
  const signOut = useSignOut()
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon variant="light" size="lg" radius="xl" aria-label={t('shell.user')}>
          <IconUser size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{account.name ?? account.email}</Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<IconSettings size={16} aria-hidden />}>
          {t('shell.account')}
        </Menu.Item>
        <Menu.Item onClick={signOut} leftSection={<IconLogout size={16} aria-hidden />}>
          {t('shell.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** Ends the session and forgets all that was shown in it. */
function useSignOut(): () => void {
  const client = useQueryClient()
  const navigate = useNavigate()
  const tellProblem = useTellProblem()
  const signOut = async () => {
    try {
      await dataOf(platform.DELETE('/platform/v1/sessions/current'))
    } catch (error) {
      tellProblem(error)
      return
    }
    forgetSession()
    await navigate({ to: '/sign-in' })
    client.clear()
  }
  return () => void signOut()
}
