// What a cart would pay, while the terms are being written.
import { Group, NumberInput, Select, Stack, Table, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Admin, dataOf } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { useFormat } from '../../i18n/format.ts'
import { Section } from '../../parts/form-page.tsx'
import { ProblemAlert } from '../../parts/notices.tsx'
import { Loading } from '../../parts/placeholder.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { useText } from './text.ts'
import { toInput, type Values } from './values.ts'

const WAIT_MS = 400

export function Preview({
  values,
  promotionId,
  markets,
}: {
  values: Values
  promotionId: string | null
  markets: readonly Admin['Market'][]
}) {
  const t = useText()
  const { id, admin } = useStore()
  const [quantity, setQuantity] = useState<number | string>(2)
  const [market, setMarket] = useState<string | null>(
    markets.find(({ is_default }) => is_default)?.code ?? null,
  )
  const [productId, setProductId] = useState<string | null>(null)
  const products = useQuery({
    queryKey: [id, 'products', 'preview'],
    queryFn: () =>
      dataOf(admin.GET('/admin/v1/products', { params: { query: { limit: 50, status: 'active' } } })),
  })
  const product =
    products.data?.data.find(({ id }) => id === (productId ?? values.product_ids[0])) ??
    products.data?.data[0]
  const variant = product?.variants[0]
  const promotion = { ...toInput(values), name: values.name || t('new'), trigger: values.trigger }
  const body = variant && {
    promotion,
    promotion_id: promotionId,
    ...(market !== null && { market }),
    line_items: [{ variant_id: variant.id, quantity: Number(quantity) || 1 }],
  }
  const [wanted] = useDebouncedValue(body && JSON.stringify(body), WAIT_MS)
  const preview = useQuery({
    queryKey: [id, 'promotion-preview', wanted],
    enabled: wanted !== undefined,
    placeholderData: keepPreviousData,
    queryFn: () => dataOf(admin.POST('/admin/v1/promotion-previews', { body: JSON.parse(wanted ?? '') })),
  })
  return (
    <Section title={t('preview')} text={t('previewText')}>
      <Stack>
        <Select
          label={t('preview.product')}
          searchable
          allowDeselect={false}
          value={product?.id ?? null}
          onChange={setProductId}
          data={(products.data?.data ?? []).map(({ id, title }) => ({ value: id, label: title }))}
          nothingFoundMessage={t('nothingFound')}
        />
        <Group grow>
          <NumberInput
            label={t('preview.quantity')}
            min={1}
            max={10_000}
            allowDecimal={false}
            value={quantity}
            onChange={setQuantity}
          />
          <Select
            label={t('preview.market')}
            allowDeselect={false}
            value={market}
            onChange={setMarket}
            data={markets.map(({ code, name }) => ({ value: code, label: name }))}
          />
        </Group>
        {products.data !== undefined && product === undefined && <Text>{t('preview.noProducts')}</Text>}
        {preview.error && <ProblemAlert error={preview.error} />}
        {product !== undefined && preview.isLoading && <Loading />}
        {preview.data && !preview.error && <Outcome preview={preview.data} />}
      </Stack>
    </Section>
  )
}

function Outcome({ preview }: { preview: Admin['PromotionPreview'] }) {
  const t = useText()
  const format = useFormat()
  const { with: after, without: before, applied, reason } = preview
  return (
    <div role="status" aria-live="polite">
      <Group mb="xs">
        <StatusBadge tone={applied ? 'good' : 'waiting'}>
          {t(applied ? 'preview.applies' : 'preview.doesNot')}
        </StatusBadge>
        {reason && <Text size="sm">{reason.message}</Text>}
      </Group>
      <Table aria-label={t('preview')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('preview.sum')}</Table.Th>
            <Table.Th scope="col" ta="end">
              {t('preview.before')}
            </Table.Th>
            <Table.Th scope="col" ta="end">
              {t('preview.after')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {(['subtotal', 'discount', 'tax', 'total'] as const).map((sum) => (
            <Table.Tr key={sum} fw={sum === 'total' ? 600 : 400}>
              <Table.Th scope="row" fw="inherit">
                {t(`sum.${sum}`)}
              </Table.Th>
              <Table.Td ta="end">{format.money(before.totals[sum])}</Table.Td>
              <Table.Td ta="end">{format.money(after.totals[sum])}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}
