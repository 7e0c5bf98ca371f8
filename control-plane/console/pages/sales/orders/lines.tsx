// The goods of an order.
import { Avatar, Group, Table, Text } from '@mantine/core'
import { IconPhoto } from '@tabler/icons-react'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { PageLink } from '../../../parts/links.tsx'
import { type Order, type OrderLine, usePictures } from './order-data.ts'
import { useText } from './text.ts'

/** What a line is called without its picture: "Linen shirt, M". */
export const nameOf = ({ title, variant_title }: { title: string; variant_title: string }): string =>
  variant_title === '' || variant_title === 'Default Title' ? title : `${title}, ${variant_title}`

export function Goods({
  line,
  picture,
  link,
}: {
  line: Pick<OrderLine, 'title' | 'variant_title' | 'sku'>
  picture?: string
  link?: string
}) {
  return (
    <Group wrap="nowrap" gap="sm">
      <Avatar src={picture} alt="" radius="sm" size={44} variant="light" color="gray">
        <IconPhoto size={20} aria-hidden />
      </Avatar>
      <div style={{ minWidth: 0 }}>
        {link === undefined ? (
          <Text size="sm" fw={500}>
            {nameOf(line)}
          </Text>
        ) : (
          <PageLink to={link} size="sm" fw={500}>
            {nameOf(line)}
          </PageLink>
        )}
        {line.sku && (
          <Text size="xs" c="dimmed" dir="ltr" ta="start">
            {line.sku}
          </Text>
        )}
      </div>
    </Group>
  )
}

export function Lines({ order }: { order: Order }) {
  const t = useText()
  const format = useFormat()
  const { slug, can } = useStore()
  const pictures = usePictures(order.line_items.map(({ product_id }) => product_id))
  return (
    <Table.ScrollContainer minWidth={280} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table verticalSpacing="sm" aria-label={t('items')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('product')}</Table.Th>
            <Table.Th scope="col" ta="end" visibleFrom="xs">
              {t('price')}
            </Table.Th>
            <Table.Th scope="col" ta="end">
              {t('quantity')}
            </Table.Th>
            <Table.Th scope="col" ta="end">
              {t('total')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {order.line_items.map((line) => (
            <Table.Tr key={line.id}>
              <Table.Td>
                <Goods
                  line={line}
                  picture={pictures.get(line.product_id)}
                  link={
                    can('products:read') && line.variant_id !== null
                      ? `/stores/${slug}/products/${line.product_id}`
                      : undefined
                  }
                />
                <Became line={line} />
              </Table.Td>
              <Table.Td ta="end" visibleFrom="xs">
                {line.original_unit_price.amount !== line.unit_price.amount && (
                  <Text size="xs" c="dimmed" td="line-through">
                    {format.money(line.original_unit_price)}
                  </Text>
                )}
                {format.money(line.unit_price)}
              </Table.Td>
              <Table.Td ta="end">{format.number(line.quantity)}</Table.Td>
              <Table.Td ta="end">
                {format.money(line.total)}
                {line.discount.amount !== 0 && (
                  <Text size="xs" c="dimmed">
                    {t('line.discount', { amount: format.money(line.discount) })}
                  </Text>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

/** What became of a line's units so far. */
function Became({ line }: { line: OrderLine }) {
  const t = useText()
  const format = useFormat()
  const counts = [
    ['line.fulfilled', line.fulfilled_quantity],
    ['line.returned', line.returned_quantity],
    ['line.refunded', line.refunded_quantity],
    ['line.cancelled', line.cancelled_quantity],
  ] as const
  const told = counts
    .filter(([, count]) => count > 0)
    .map(([key, count]) => t(key, { count: format.number(count) }))
  if (told.length === 0) return null
  return (
    <Text size="xs" c="dimmed" ps={56}>
      {told.join(' · ')}
    </Text>
  )
}
