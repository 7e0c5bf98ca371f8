// The frame of the console: navigation, store switcher, account.
import '@mantine/core/styles.layer.css'
import { Alert, Anchor, AppShell, Burger, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Outlet, useParams, useRouterState } from '@tanstack/react-router'
import { Suspense, useEffect } from 'react'
import { storeQuery } from '../api/session.ts'
import { useCommon } from '../i18n/common.ts'
import { prepareToasts } from '../parts/toasts.tsx'
import { ImpersonationBanner } from './impersonation-banner.tsx'
import { Logo } from './logo.tsx'
import { Navigation } from './navigation.tsx'
import { ColorSwitch, LanguageSwitch } from './preferences.tsx'
import { Loading } from './states.tsx'
import { StoreSwitcher } from './store-switcher.tsx'
import { UserMenu } from './user-menu.tsx'
import { rememberStore } from './visited.ts'

export default function Shell() {
  useEffect(prepareToasts, [])
  const t = useCommon()
  const [isOpen, { toggle, close }] = useDisclosure()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  useEffect(close, [path, close])
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 248, breakpoint: 'md', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'md', lg: 'xl' }}
    >
      <Anchor href="#main" className="skip-link">
        {t('shell.skip')}
      </Anchor>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="xs">
          <Group wrap="nowrap" gap="sm" style={{ minWidth: 0 }}>
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="md"
              size="sm"
              aria-label={t('shell.menu')}
              aria-expanded={isOpen}
            />
            <Group visibleFrom="md">
              <Logo />
            </Group>
            <StoreSwitcher />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <Group gap="xs" wrap="nowrap" visibleFrom="xs">
              <LanguageSwitch />
              <ColorSwitch />
            </Group>
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar
        p="sm"
        className="navigation"
        mod={{ open: isOpen }}
        style={{ overflowY: 'auto' }}
        aria-label={t('shell.navigation')}
      >
        <Navigation onChoose={close} />
        <Group gap="xs" hiddenFrom="xs" mt="md">
          <LanguageSwitch />
          <ColorSwitch />
        </Group>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <Suspense fallback={<Loading />}>
          <ImpersonationBanner />
          <StoreNotice />
          <Outlet />
        </Suspense>
      </AppShell.Main>
    </AppShell>
  )
}

function StoreNotice() {
  const { slug } = useParams({ strict: false }) as { slug?: string }
  return slug === undefined ? null : <NoticeOf slug={slug} />
}

function NoticeOf({ slug }: { slug: string }) {
  const t = useCommon()
  const { data: store } = useSuspenseQuery(storeQuery(slug))
  useEffect(() => rememberStore(slug), [slug])
  if (store === null || store.status === 'active') return null
  return (
    <Alert color="orange" icon={<IconAlertTriangle aria-hidden />} mb="md">
      {t(store.status === 'suspended' ? 'shell.suspended' : 'shell.closed')}
    </Alert>
  )
}
