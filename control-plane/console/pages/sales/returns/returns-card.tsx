// What comes or came back of an order.
import { Divider, Group, List, Stack, Text } from '@mantine/core'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { Section } from '../../../parts/form-page.tsx'
import { PageLink } from '../../../parts/links.tsx'
import { nameOf } from '../orders/lines.tsx'
import { type Order, useReturnsOf } from '../orders/order-data.ts'
import { ReturnBadge } from './badges.tsx'
import { useText } from './text.ts'

export function ReturnsCard({ order }: { order: Order }) {
  const t = useText()
  const format = useFormat()
  const { slug } = useStore()
  const returns = useReturnsOf(order).data?.data ?? []
  if (returns.length === 0) return null
  const names = new Map(order.line_items.map((line) => [line.id, nameOf(line)]))
  return (
    <Section title={t('returns.title')}>
      <Stack>
        {returns.map((one) => (
          <div key={one.id}>
            <Group gap="xs">
              <PageLink to={`/stores/${slug}/returns/${one.id}`} size="sm" fw={500}>
                {t('return.of', { date: format.date(one.created_at) })}
              </PageLink>
              <ReturnBadge status={one.status} />
            </Group>
            <List size="sm" listStyleType="none">
              {one.line_items.map((line) => (
                <List.Item key={line.line_item_id}>
                  {format.number(line.quantity)} × {names.get(line.line_item_id)}
                  <Text span size="sm" c="dimmed">
                    {' '}
                    {t(`why.${line.reason}`)}
                  </Text>
                </List.Item>
              ))}
            </List>
            <Divider mt="sm" />
          </div>
        ))}
      </Stack>
    </Section>
  )
}
