// The prices of a price list, in a table to type in.
import { Button, Group, NumberInput, Table, Text, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { Empty } from '../../../parts/data-table.tsx'
import { Section } from '../../../parts/form-page.tsx'
import { useAction } from '../../../parts/use-action.ts'
import { useCurrencies } from '../choices.ts'
import { ChooseProducts } from '../choose-products.tsx'
import { fullName, type NamedVariant, useNamedVariants } from '../variant-names.ts'
import { PriceLine } from './price-line.tsx'
import type { PriceListForm } from './price-list-fields.tsx'
import { useText } from './text.ts'
import { type ListPrice, lessPercent, newRow, type PriceRow, withStep } from './values.ts'

type Props = {
  form: PriceListForm
  listId: string
  /** Takes stored prices that are not among the rows yet. */
  onBring: (prices: readonly ListPrice[]) => void
  /** Reads further ones, if there are any. */
  onMore: (() => Promise<void>) | undefined
}

export function Prices({ form, listId, onBring, onMore }: Props) {
  const t = useText()
  const common = useCommon()
  const { busy, run } = useAction()
  const [isChoosing, setChoosing] = useState(false)
  const [searched, setSearched] = useState('')
  const { rows } = form.values
  const named = useNamedVariants(rows.map(({ variant_id }) => variant_id))
  const { currencies: sold } = useCurrencies()
  const currencies = [...new Set([...sold, ...rows.flatMap(({ amounts }) => Object.keys(amounts))])]
  const add = useAddProducts({ form, listId, onBring })
  const shown = rows.flatMap((row, index) =>
    isFound(named.get(row.variant_id), searched) ? [{ row, index }] : [],
  )
  return (
    <Section title={t('prices')} text={t('pricesText')}>
      <Group align="flex-end" mb="md">
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setChoosing(true)}>
          {t('addProducts')}
        </Button>
        {rows.length > 5 && (
          <TextInput
            type="search"
            label={t('find')}
            value={searched}
            onChange={(event) => setSearched(event.currentTarget.value)}
          />
        )}
        {rows.length > 0 && <FillIn form={form} shown={shown} named={named} />}
      </Group>
      {rows.length === 0 ? (
        <Empty text={t('noPrices')} />
      ) : (
        <Rows form={form} shown={shown} named={named} currencies={currencies} />
      )}
      {onMore && (
        <Button variant="default" mt="sm" loading={busy === 'more'} onClick={() => run('more', onMore)}>
          {common('more')}
        </Button>
      )}
      {isChoosing && (
        <ChooseProducts title={t('addProducts')} onChoose={add} onClose={() => setChoosing(false)} />
      )}
    </Section>
  )
}

function isFound(variant: NamedVariant | undefined, searched: string): boolean {
  const word = searched.trim().toLowerCase()
  if (word === '') return true
  return variant !== undefined && `${fullName(variant)} ${variant.sku ?? ''}`.toLowerCase().includes(word)
}

/** Brings what the list has for products, and rows for those of their variants that it has nothing for. */
function useAddProducts({ form, listId, onBring }: Omit<Props, 'onMore'>) {
  const { admin } = useStore()
  return async (ids: string[]) => {
    const found = await Promise.all(
      ids.map(async (id) => {
        const [product, prices] = await Promise.all([
          dataOf(admin.GET('/admin/v1/products/{product_id}', { params: { path: { product_id: id } } })),
          dataOf(
            admin.GET('/admin/v1/price-lists/{price_list_id}/prices', {
              params: { path: { price_list_id: listId }, query: { product_id: id, limit: 100 } },
            }),
          ),
        ])
        return { variants: product.variants.map(({ id }) => id), prices: prices.data }
      }),
    )
    onBring(found.flatMap(({ prices }) => prices))
    const rows = form.getValues().rows
    const have = new Set(rows.map(({ variant_id }) => variant_id))
    const missing = found.flatMap(({ variants }) => variants.filter((id) => !have.has(id)))
    form.setFieldValue('rows', [...missing.map((id) => newRow(id)), ...rows])
  }
}

type Shown = { row: PriceRow; index: number }
type Names = ReadonlyMap<string, NamedVariant>

function Rows({
  form,
  shown,
  named,
  currencies,
}: {
  form: PriceListForm
  shown: readonly Shown[]
  named: Names
  currencies: readonly string[]
}) {
  const t = useText()
  const { can } = useStore()
  const held = useRef(form)
  useEffect(() => {
    held.current = form
  })
  // The same for all renders, so that typing in one row draws no other.
  const [change] = useState(() => ({
    set: (index: number, patch: Partial<PriceRow>) => {
      const { rows } = held.current.getValues()
      const row = rows[index]
      if (row !== undefined) held.current.setFieldValue('rows', rows.with(index, { ...row, ...patch }))
      for (const path of Object.keys(held.current.errors))
        if (path.startsWith(`rows.${index}.`)) held.current.clearFieldError(path)
    },
    addStep: (index: number) =>
      held.current.setFieldValue('rows', withStep(held.current.getValues().rows, index)),
    remove: (index: number) => held.current.removeListItem('rows', index),
  }))
  const faultsOf = (index: number) =>
    JSON.stringify(Object.entries(form.errors).filter(([path]) => path.startsWith(`rows.${index}.`)))
  return (
    <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table aria-label={t('prices')} verticalSpacing="xs" horizontalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('product')}</Table.Th>
            <Table.Th scope="col">{t('from')}</Table.Th>
            {currencies.map((currency) => (
              <Table.Th key={currency} scope="col">
                {t('priceIn', { currency })}
              </Table.Th>
            ))}
            {can('products:write') && <Table.Td />}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map(({ row, index }) => (
            <PriceLine
              key={row.key}
              row={row}
              index={index}
              variant={named.get(row.variant_id)}
              currencies={currencies.join()}
              faults={faultsOf(index)}
              change={change}
              mayWrite={can('products:write')}
            />
          ))}
        </Table.Tbody>
      </Table>
      {shown.length === 0 && (
        <Text c="dimmed" py="sm">
          {t('notFound')}
        </Text>
      )}
    </Table.ScrollContainer>
  )
}

/** Writes prices that are so much below the regular ones into all rows that are shown. */
function FillIn({ form, shown, named }: { form: PriceListForm; shown: readonly Shown[]; named: Names }) {
  const t = useText()
  const [percent, setPercent] = useState<number | string>('')
  const fill = () => {
    const wanted = new Map(shown.map(({ row }) => [row.key, named.get(row.variant_id)]))
    form.setFieldValue(
      'rows',
      form.getValues().rows.map((row) => {
        const regular = wanted.get(row.key)?.prices ?? []
        const lower = regular.map(({ currency, amount }) => [currency, lessPercent(amount, Number(percent))])
        return lower.length === 0
          ? row
          : { ...row, amounts: { ...row.amounts, ...Object.fromEntries(lower) } }
      }),
    )
  }
  return (
    <Group gap="xs" align="flex-end">
      <NumberInput
        label={t('percentOff')}
        min={0}
        max={100}
        decimalScale={2}
        hideControls
        suffix=" %"
        w={210}
        value={percent}
        onChange={setPercent}
      />
      <Button variant="default" disabled={percent === ''} onClick={fill}>
        {t('fillIn')}
      </Button>
    </Group>
  )
}
