import { Group, Text, VisuallyHidden } from '@mantine/core'
import { IconArrowDownRight, IconArrowUpRight, IconMinus } from '@tabler/icons-react'
import { useFormat } from '../../../i18n/format.ts'
import { changeOf } from './period.ts'
import { useText } from './text.ts'

/** How something changed against the period before. @param isCost less of it is better, as of refunds */
export function Change({
  now,
  before,
  isCost = false,
}: {
  now: number | null
  before: number | null
  isCost?: boolean
}) {
  const t = useText()
  const f = useFormat()
  const change = changeOf(now, before)
  if (change === undefined) return null
  if (change === 0)
    return <Part icon={IconMinus} color="dimmed" shown={f.percent(0)} said={t('change.same')} />
  if (change === null) return <Part icon={IconArrowUpRight} color="dimmed" said={t('change.new')} />
  const isMore = change > 0
  const shown = f.percent(Math.abs(change), Math.abs(change) >= 1 ? 0 : 1)
  const said = t(isMore ? 'change.up' : 'change.down', { percent: shown })
  const color = isMore === isCost ? 'red' : 'teal'
  const ink = `light-dark(var(--mantine-color-${color}-9), var(--mantine-color-${color}-3))`
  return <Part icon={isMore ? IconArrowUpRight : IconArrowDownRight} color={ink} shown={shown} said={said} />
}

function Part({
  icon: Icon,
  color,
  shown,
  said,
}: {
  icon: typeof IconMinus
  color: string
  shown?: string
  said: string
}) {
  return (
    <Text component="span" size="sm" c={color} fw={500}>
      <Group component="span" gap={2} wrap="nowrap" display="inline-flex">
        <Icon size={16} aria-hidden className="flip-in-rtl" />
        {shown === undefined ? (
          said
        ) : (
          <>
            <span aria-hidden>{shown}</span>
            <VisuallyHidden>{said}</VisuallyHidden>
          </>
        )}
      </Group>
    </Text>
  )
}
