import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useText } from './text.ts'

/** Finds products by their title; each that is chosen is given away, and the field is empty again. */
export function ProductPicker({
  label,
  without,
  onPick,
}: {
  label: string
  without: readonly string[]
  onPick: (productId: string) => void
}) {
  const t = useText()
  const { id, admin } = useStore()
  const [typed, setTyped] = useState('')
  const [title] = useDebouncedValue(typed.trim(), 250)
  const { data } = useQuery({
    queryKey: [id, 'variants', title],
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/products', {
          params: { query: { limit: 20, status: 'active', ...(title !== '' && { title }) } },
        }),
      ),
    placeholderData: keepPreviousData,
  })
  const found = (data?.data ?? [])
    .filter(({ id }) => !without.includes(id))
    .map(({ id, title }) => ({ value: id, label: title }))
  const pick = (value: string | null) => {
    if (value !== null) onPick(value)
    setTyped('')
  }
  return (
    <Select
      label={label}
      searchable
      value={null}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={pick}
      filter={({ options }) => options}
      data={found.length === 0 ? [{ value: '', label: t('products.none'), disabled: true }] : found}
    />
  )
}
