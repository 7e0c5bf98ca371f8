import { Anchor, Box, Center, Group, Paper, Text } from '@mantine/core'
import { Outlet } from '@tanstack/react-router'
import { useCommon } from '../i18n/common.ts'
import { Logo } from './logo.tsx'
import { ColorSwitch, LanguageSwitch } from './preferences.tsx'

/** The frame of pages for people who are not signed in. */
export default function Card() {
  const t = useCommon()
  return (
    <Box mih="100dvh" style={{ display: 'flex', flexDirection: 'column' }}>
      <Anchor href="#main" className="skip-link">
        {t('shell.skip')}
      </Anchor>
      <Group component="header" justify="space-between" p="md">
        <Logo />
        <Group gap="xs">
          <LanguageSwitch />
          <ColorSwitch />
        </Group>
      </Group>
      <Center component="main" id="main" tabIndex={-1} px="md" py="lg" style={{ flex: 1 }}>
        <Paper withBorder shadow="sm" p={{ base: 'lg', xs: 'xl' }} w="100%" maw={460} radius="lg">
          <Outlet />
        </Paper>
      </Center>
      <Text component="footer" size="sm" c="dimmed" ta="center" p="md">
        <Anchor href="/docs" c="inherit" underline="always">
          API
        </Anchor>
      </Text>
    </Box>
  )
}
