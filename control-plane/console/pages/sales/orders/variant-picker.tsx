import { Loader, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { nameOf } from './lines.tsx'
import { useText } from './text.ts'

export type PickedVariant = { readonly id: string; readonly name: string; readonly sku: string | null }

/** Finds variants by the title of their product; each that is chosen is given away, and the field is empty again. */
export function VariantPicker({
  label,
  currency,
  onPick,
}: {
  label: string
  /** In which prices are shown. */
  currency: string
  onPick: (variant: PickedVariant) => void
}) {
  const t = useText()
  const format = useFormat()
  const { id, admin } = useStore()
  const [typed, setTyped] = useState('')
  const [title] = useDebouncedValue(typed.trim(), 250)
  const { data, isFetching } = useQuery({
    queryKey: [id, 'variants', title],
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/products', {
          params: { query: { limit: 20, status: 'active', ...(title !== '' && { title }) } },
        }),
      ),
    placeholderData: keepPreviousData,
  })
  const variants = (data?.data ?? []).flatMap((product) =>
    product.variants.map((variant) => {
      const price = variant.prices.find((price) => price.currency === currency)
      const name = nameOf({ title: product.title, variant_title: variant.title })
      return { ...variant, name, price }
    }),
  )
  const pick = (value: string | null) => {
    const variant = variants.find(({ id }) => id === value)
    if (variant !== undefined) onPick({ id: variant.id, name: variant.name, sku: variant.sku })
    setTyped('')
  }
  return (
    <Select
      label={label}
      placeholder={t('variant.search')}
      searchable
      clearable
      value={null}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={pick}
      // What was found fits already: the API searches.
      filter={({ options }) => options}
      rightSection={isFetching ? <Loader size={16} aria-hidden /> : undefined}
      // A list must have an entry, for those who hear it.
      data={
        variants.length === 0
          ? [{ value: '', label: t('variant.none'), disabled: true }]
          : variants.map(({ id, name, sku, price }) => ({
              value: id,
              label: [name, sku, price && format.money(price)].filter(Boolean).join(' · '),
            }))
      }
    />
  )
}
