import { Button, Menu, Text } from '@mantine/core'
import { IconBuildingStore, IconPlus, IconSelector, IconServerCog } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import { useAccount } from '../api/session.ts'
import { useCommon } from '../i18n/common.ts'

const SHOWN = 12

export function StoreSwitcher() {
  const t = useCommon()
  const account = useAccount()
  const { slug } = useParams({ strict: false }) as { slug?: string }
  const current = account.stores.find((store) => store.slug === slug)
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <Button
          variant="default"
          rightSection={<IconSelector size={16} aria-hidden />}
          style={{ minWidth: 0 }}
          aria-label={`${t('shell.stores')}: ${current?.name ?? slug ?? t('shell.noStore')}`}
        >
          <Text component="span" truncate fw={500} maw={{ base: 130, sm: 220 }}>
            {current?.name ?? slug ?? t('shell.noStore')}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {account.stores.slice(0, SHOWN).map((store) => (
          <Menu.Item
            key={store.id}
            component={Link}
            to={`/stores/${store.slug}`}
            leftSection={<IconBuildingStore size={16} aria-hidden />}
            aria-current={store.slug === slug ? 'page' : undefined}
          >
            <Text component="span" size="sm" fw={store.slug === slug ? 600 : 400} truncate>
              {store.name}
            </Text>
          </Menu.Item>
        ))}
        {account.stores.length > SHOWN && (
          <Menu.Item component={Link} to="/account/stores">
            {t('shell.allStores')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item component={Link} to="/account/stores/new" leftSection={<IconPlus size={16} aria-hidden />}>
          {t('shell.newStore')}
        </Menu.Item>
        {account.platform_role === 'admin' && (
          <Menu.Item component={Link} to="/platform" leftSection={<IconServerCog size={16} aria-hidden />}>
            {t('shell.platform')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
