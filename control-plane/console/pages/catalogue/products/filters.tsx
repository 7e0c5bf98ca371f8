// What narrows the list of products; it stands in the address.
import { Button, Group, Select, type SelectProps, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useCategoryChoices, useCollectionChoices } from '../../../api/choices.ts'
import { type Search, useFilters } from '../../../api/search.ts'
import { useBrandChoices } from '../choices.ts'
import { STATUSES, type Status } from './product-parts.tsx'
import { useText } from './text.ts'

const NAMES = ['title', 'sku', 'status', 'category', 'collection', 'brand', 'tag', 'product_type'] as const
export type Filters = { [Name in (typeof NAMES)[number]]?: string } & { status?: Status }

/** The filters of an address: what else stands there is left out. */
export function filtersOf(search: Search): Filters {
  const { status, ...others } = Object.fromEntries(
    NAMES.flatMap((name) => (search[name] ? [[name, search[name]]] : [])),
  ) as Record<string, string>
  const known = STATUSES.find((one) => one === status)
  return known === undefined ? others : { ...others, status: known }
}

export function ProductFilters() {
  const t = useText()
  const [search, set] = useFilters()
  const filters = filtersOf(search)
  const categories = useCategoryChoices()
  const collections = useCollectionChoices()
  const brands = useBrandChoices()
  const choose = (name: 'status' | 'category' | 'collection' | 'brand', data: SelectProps['data']) => (
    <Select
      label={t(`filter.${name}`)}
      placeholder={t('filter.all')}
      clearable
      clearButtonProps={{ 'aria-label': t('filter.clearOne') }}
      searchable={name !== 'status'}
      data={data}
      value={search[name] ?? null}
      onChange={(value) => set({ [name]: value ?? undefined })}
      w={170}
    />
  )
  return (
    <Group align="flex-end" mb="md" gap="sm" role="search">
      <Typed name="title" isWide />
      {choose(
        'status',
        STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
      )}
      {categories.length > 0 && choose('category', categories)}
      {collections.length > 0 && choose('collection', collections)}
      {brands.length > 0 && choose('brand', brands)}
      <Typed name="tag" />
      <Typed name="sku" />
      {Object.keys(filters).length > 0 && (
        <Button
          variant="subtle"
          onClick={() => set(Object.fromEntries(NAMES.map((name) => [name, undefined])))}
        >
          {t('filter.clear')}
        </Button>
      )}
    </Group>
  )
}

/** A filter that is typed; the list follows when the typing rests. */
function Typed({ name, isWide = false }: { name: 'title' | 'tag' | 'sku'; isWide?: boolean }) {
  const t = useText()
  const [search, set] = useFilters()
  const given = search[name] ?? ''
  const [typed, setTyped] = useState(given)
  const follow = useDebouncedCallback((value: string) => set({ [name]: value.trim() || undefined }), 300)
  // The address changes by links and by the browser's buttons too.
  useEffect(() => setTyped((now) => (now.trim() === given ? now : given)), [given])
  return (
    <TextInput
      label={t(`filter.${name}`)}
      type="search"
      leftSection={isWide ? <IconSearch size={16} aria-hidden /> : undefined}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        follow(event.currentTarget.value)
      }}
      {...(isWide ? { style: { flex: '1 1 220px' } } : { w: 130 })}
    />
  )
}
