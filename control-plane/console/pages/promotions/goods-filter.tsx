// Which goods: some products, some collections, or all.
import { MultiSelect } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { dataOf } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { useText } from './text.ts'
import type { Values } from './values.ts'

type Choice = { value: string; label: string }

export function GoodsFilter({ form }: { form: UseFormReturnType<Values> }) {
  const t = useText()
  const { id, admin } = useStore()
  const [typed, setTyped] = useState('')
  const [title] = useDebouncedValue(typed, 250)
  const chosen = form.values.product_ids
  const products = useQuery({
    queryKey: [id, 'products', 'choices', title],
    queryFn: async (): Promise<Choice[]> => {
      const query = { limit: 20, ...(title !== '' && { title }) }
      const { data } = await dataOf(admin.GET('/admin/v1/products', { params: { query } }))
      return data.map(({ id, title }) => ({ value: id, label: title }))
    },
  })
  const names = useQuery({
    queryKey: [id, 'products', 'names', ...chosen],
    queryFn: () =>
      Promise.all(
        chosen.map(async (productId): Promise<Choice> => {
          const params = { path: { product_id: productId } }
          const { data } = await admin.GET('/admin/v1/products/{product_id}', { params })
          return { value: productId, label: data?.title ?? productId }
        }),
      ),
  })
  const collections = useQuery({
    queryKey: [id, 'collections', 'newest'],
    queryFn: () => dataOf(admin.GET('/admin/v1/collections', { params: { query: { limit: 100 } } })),
  })
  const known = new Map(
    [...(names.data ?? []), ...(products.data ?? [])].map((choice) => [choice.value, choice]),
  )
  return (
    <>
      <MultiSelect
        label={t('products')}
        description={t('productsHelp')}
        searchable
        clearable
        searchValue={typed}
        onSearchChange={setTyped}
        filter={({ options }) => options}
        nothingFoundMessage={t('nothingFound')}
        data={[...known.values()]}
        {...form.getInputProps('product_ids')}
      />
      <MultiSelect
        label={t('collections')}
        searchable
        clearable
        data={(collections.data?.data ?? []).map(({ id, title }) => ({ value: id, label: title }))}
        {...form.getInputProps('collection_ids')}
      />
    </>
  )
}
