// Where a link of a menu leads: found by name, or an address.
import { Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { allOf, type Choice, useCategoryChoices, useCollectionChoices } from '../../api/choices.ts'
import { type Admin, dataOf } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { fieldOf, type Goal, idOf, type Target } from './menu-values.ts'
import { useText } from './text.ts'

type Props = {
  goal: Goal
  target: Target
  /** Of the form, by path. */
  errors: Readonly<Record<string, unknown>>
  path: string
  onChange: (target: Target) => void
}

export function MenuTarget({ goal, target, errors, path, onChange }: Props) {
  const t = useText()
  const fault = errors[`${path}.${fieldOf(target)}`] ?? errors[path]
  const error = typeof fault === 'string' ? fault : undefined
  const chosen = { value: idOf(target) ?? '', error }
  if (target.kind === 'url')
    return goal === 'url' ? (
      <TextInput
        label={t('menus.goal.url')}
        description={t('menus.urlHelp')}
        placeholder="/search?q="
        dir="ltr"
        maxLength={2_000}
        value={target.url}
        error={error}
        onChange={(event) => onChange({ kind: 'url', url: event.currentTarget.value.trim() })}
      />
    ) : null
  if (target.kind === 'product')
    return <Products {...chosen} onPick={(product_id) => onChange({ kind: 'product', product_id })} />
  if (target.kind === 'collection')
    return (
      <Collections {...chosen} onPick={(collection_id) => onChange({ kind: 'collection', collection_id })} />
    )
  if (target.kind === 'category')
    return <Categories {...chosen} onPick={(category_id) => onChange({ kind: 'category', category_id })} />
  return <Pages {...chosen} onPick={(page_id) => onChange({ kind: 'page', page_id })} />
}

type PickProps = { value: string; error: string | undefined; onPick: (id: string) => void }

const Collections = (props: PickProps) => (
  <Pick {...props} goal="collection" choices={useCollectionChoices()} />
)
const Categories = (props: PickProps) => <Pick {...props} goal="category" choices={useCategoryChoices()} />

function Pages(props: PickProps) {
  const t = useText()
  const { id, admin } = useStore()
  const { data = [] } = useQuery({
    queryKey: [id, 'pages', 'all'],
    queryFn: () =>
      allOf<Admin['Page']>((cursor) =>
        dataOf(admin.GET('/admin/v1/pages', { params: { query: { limit: 100, cursor } } })),
      ),
  })
  const choices = data.map(({ id, title, status }) => ({
    value: id,
    label: status === 'draft' ? `${title} (${t('pages.draft')})` : title,
  }))
  return <Pick {...props} goal="page" choices={choices} />
}

function Pick({
  value,
  error,
  onPick,
  goal,
  choices,
}: PickProps & { goal: Goal; choices: readonly Choice[] }) {
  const t = useText()
  return (
    <Select
      label={t(`menus.goal.${goal}`)}
      searchable
      allowDeselect={false}
      nothingFoundMessage={t('menus.notFound')}
      data={choices}
      value={value === '' ? null : value}
      error={error}
      onChange={(id) => id !== null && onPick(id)}
    />
  )
}

/** Products are too many for a list: they are searched by their title. */
function Products({ value, error, onPick }: PickProps) {
  const t = useText()
  const { id, admin } = useStore()
  const [typed, setTyped] = useState('')
  const [searched] = useDebouncedValue(typed.trim(), 250)
  const chosen = useQuery({
    queryKey: [id, 'products', 'title', value],
    enabled: value !== '',
    queryFn: async () => {
      const params = { path: { product_id: value } }
      return (await dataOf(admin.GET('/admin/v1/products/{product_id}', { params }))).title
    },
  })
  const isTitle = searched === '' || searched === chosen.data
  const found = useQuery({
    queryKey: [id, 'products', 'titled', isTitle ? '' : searched],
    queryFn: () =>
      dataOf(
        admin.GET('/admin/v1/products', {
          params: { query: { limit: 20, ...(!isTitle && { title: searched }) } },
        }),
      ),
    placeholderData: keepPreviousData,
  })
  const others = (found.data?.data ?? []).filter((product) => product.id !== value)
  const own = value === '' ? [] : [{ value, label: chosen.data ?? '…' }]
  return (
    <Select
      label={t('menus.goal.product')}
      searchable
      allowDeselect={false}
      nothingFoundMessage={t('menus.notFound')}
      filter={({ options }) => options}
      data={[...own, ...others.map(({ id, title }) => ({ value: id, label: title }))]}
      value={value === '' ? null : value}
      error={error}
      onSearchChange={setTyped}
      onChange={(id) => id !== null && onPick(id)}
    />
  )
}
