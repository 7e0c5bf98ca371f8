import { Paper, Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** One number with what it is. */
export const Figure = ({ label, children }: { label: string; children: ReactNode }) => (
  <Paper withBorder p="md">
    <Text size="sm" c="dimmed">
      {label}
    </Text>
    <Text component="div" size="xl" fw={600} style={{ overflowWrap: 'anywhere' }}>
      {children}
    </Text>
  </Paper>
)
