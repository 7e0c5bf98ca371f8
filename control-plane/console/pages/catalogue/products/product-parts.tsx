// How products are shown in lists.
import { Box, Group, Text } from '@mantine/core'
import { IconPhoto } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Admin } from '../../../api/client.ts'
import { useFormat } from '../../../i18n/format.ts'
import { StatusBadge } from '../../../parts/status-badge.tsx'
import { StoreImage } from '../../../parts/store-image.tsx'
import { useText } from './text.ts'
import { priceRange } from './values.ts'

export const STATUSES = ['active', 'draft', 'archived'] as const
export type Status = (typeof STATUSES)[number]

const TONES = { active: 'good', draft: 'info', archived: 'plain' } as const

export function ProductStatus({ status }: { status: Status }) {
  const t = useText()
  return <StatusBadge tone={TONES[status]}>{t(`status.${status}`)}</StatusBadge>
}

/** A small picture beside a name; a sign of one where there is none. */
export const Thumbnail = ({ url, size = 40 }: { url: string | undefined; size?: number }) =>
  url === undefined || url === '' ? (
    <Box
      component="span"
      w={size}
      h={size}
      bg="light-dark(var(--mantine-color-gray-1), var(--mantine-color-dark-5))"
      c="dimmed"
      style={{ display: 'inline-grid', placeItems: 'center', borderRadius: 6, flex: 'none' }}
    >
      <IconPhoto size={size / 2} aria-hidden />
    </Box>
  ) : (
    <StoreImage
      src={url}
      alt=""
      w={size}
      h={size}
      radius={6}
      fit="cover"
      loading="lazy"
      style={{ flex: 'none' }}
    />
  )

/** A name with a small picture before it, as lists have it. */
export const Pictured = ({ url, children }: { url: string | undefined; children: ReactNode }) => (
  <Group component="span" gap="sm" wrap="nowrap" display="inline-flex" style={{ verticalAlign: 'middle' }}>
    <Thumbnail url={url} />
    <Text component="span" inherit style={{ overflowWrap: 'anywhere' }}>
      {children}
    </Text>
  </Group>
)

/** The price, or from the lowest to the highest. @param currencies those of the store, the main one first */
export function PriceRange({
  product,
  currencies,
}: {
  product: Admin['Product']
  currencies: readonly string[]
}) {
  const format = useFormat()
  const range = priceRange(product, currencies)
  if (range === undefined) return '–'
  const { currency, low, high } = range
  return low === high
    ? format.money({ amount: low, currency })
    : `${format.money({ amount: low, currency })} – ${format.money({ amount: high, currency })}`
}

export function StockSum({ product }: { product: Admin['Product'] }) {
  const t = useText()
  const format = useFormat()
  const tracked = product.variants.filter(({ inventory_tracked }) => inventory_tracked)
  const sum = tracked.reduce((total, { inventory_quantity }) => total + inventory_quantity, 0)
  const text = tracked.length === 0 ? t('stock.untracked') : format.number(sum)
  return (
    <Text size="sm" component="span" {...(tracked.length > 0 && sum <= 0 ? { c: 'red', fw: 600 } : {})}>
      {product.variants.length > 1
        ? t('stock.inVariants', { stock: text, count: product.variants.length })
        : text}
    </Text>
  )
}
