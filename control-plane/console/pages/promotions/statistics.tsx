import { List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { dataOf } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { Section } from '../../parts/form-page.tsx'
import { useText } from './text.ts'

/** How often a promotion was used, and what it gave. */
export function Statistics({ promotionId }: { promotionId: string }) {
  const t = useText()
  const format = useFormat()
  const { id, admin } = useStore()
  const { data } = useQuery({
    queryKey: [id, 'promotions', promotionId, 'statistics'],
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/promotions/{promotion_id}/statistics', {
          params: { path: { promotion_id: promotionId } },
        }),
      ),
  })
  if (data === undefined) return null
  return (
    <Section title={t('statistics')}>
      <Text>{t('statistics.uses', { count: data.uses })}</Text>
      <List size="sm">
        {data.totals.map(({ currency, orders, discount_amount }) => (
          <List.Item key={currency}>
            {t('statistics.gave', {
              amount: format.money({ amount: discount_amount, currency }),
              orders: format.number(orders),
            })}
          </List.Item>
        ))}
      </List>
    </Section>
  )
}
