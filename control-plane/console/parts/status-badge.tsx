import { Badge } from '@mantine/core'
import type { ReactNode } from 'react'

const COLORS = { good: 'green', waiting: 'orange', bad: 'red', info: 'blue', plain: 'gray' } as const
/** How a state is to be taken. The word in the badge says the same, for those who do not see colours. */
export type Tone = keyof typeof COLORS

export const StatusBadge = ({ tone, children }: { tone: Tone; children: ReactNode }) => (
  <Badge variant="light" color={COLORS[tone]} tt="none" fw={600} radius="sm" miw="max-content">
    {children}
  </Badge>
)
