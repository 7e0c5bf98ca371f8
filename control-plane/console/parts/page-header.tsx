import { Box, Group, Stack, Text, Title } from '@mantine/core'
import { IconChevronLeft } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { PageLink } from './links.tsx'

/** The head of a page: its one `h1`, what it is about, the way back and what can be done. */
export function PageHeader({
  title,
  badge,
  text,
  back,
  children,
}: {
  title: ReactNode
  badge?: ReactNode
  text?: ReactNode
  back?: { to: string; label: string }
  /** Buttons. */
  children?: ReactNode
}) {
  return (
    <Stack gap={4} mb="lg">
      {back && (
        <PageLink to={back.to} size="sm" style={{ alignSelf: 'start' }}>
          <Group gap={4} component="span">
            <IconChevronLeft size={16} aria-hidden className="flip-in-rtl" />
            {back.label}
          </Group>
        </PageLink>
      )}
      <Group justify="space-between" align="flex-start" gap="sm">
        <Group gap="sm" style={{ minWidth: 0 }}>
          <Title order={1} style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Title>
          {badge}
        </Group>
        {children && <Group gap="xs">{children}</Group>}
      </Group>
      {text && (
        <Box maw="70ch">
          <Text c="dimmed">{text}</Text>
        </Box>
      )}
    </Stack>
  )
}
