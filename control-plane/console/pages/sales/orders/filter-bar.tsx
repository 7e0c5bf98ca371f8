import { Button, Chip, Collapse, Group, NativeSelect, SimpleGrid, TextInput } from '@mantine/core'
import { useDebouncedCallback, useDisclosure } from '@mantine/hooks'
import { IconAdjustments } from '@tabler/icons-react'
import { useState } from 'react'
import { type Search, useFilters } from '../../../api/search.ts'
import { SearchField } from '../../../parts/search-field.tsx'
import { SORTS, sortOf } from './filters.ts'
import { FULFILLMENT_STATUSES, PAYMENT_STATUSES } from './statuses.tsx'
import { useText } from './text.ts'

const MORE = ['from', 'to', 'tag', 'sku', 'payment_method', 'market'] as const
/** Set by links of other pages alone. */
const LINKED = ['customer_id', 'product_id', 'variant_id', 'email', 'currency', 'number'] as const

export function FilterBar() {
  const t = useText()
  const [search, set] = useFilters()
  const used = MORE.filter((name) => search[name]).length
  const [isOpen, { toggle }] = useDisclosure(used > 0)
  return (
    <>
      <Group gap="xs" mb="sm" align="flex-end">
        <SearchField label={t('filter.q')} value={search.q} onChange={(q) => set({ q })} />
        <Choice name="payment_status" values={PAYMENT_STATUSES} text={(value) => t(`payment.${value}`)} />
        <Choice
          name="fulfillment_status"
          values={FULFILLMENT_STATUSES}
          text={(value) => t(`fulfillment.${value}`)}
        />
        <NativeSelect
          aria-label={t('sort')}
          value={sortOf(search)}
          onChange={(event) =>
            set({ sort: event.currentTarget.value === '-placed_at' ? undefined : event.currentTarget.value })
          }
          data={SORTS.map((value) => ({ value, label: t(`sort.${value}`) }))}
        />
        <Button
          variant="default"
          onClick={toggle}
          aria-expanded={isOpen}
          leftSection={<IconAdjustments size={16} aria-hidden />}
        >
          {used === 0 ? t('filter.more') : t('filter.moreUsed', { count: used })}
        </Button>
      </Group>
      <Collapse expanded={isOpen}>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 6 }} mb="md">
          {MORE.map((name) => (
            <Field key={name} name={name} />
          ))}
        </SimpleGrid>
      </Collapse>
      <Linked search={search} set={set} />
    </>
  )
}

function Choice<Value extends string>({
  name,
  values,
  text,
}: {
  name: 'payment_status' | 'fulfillment_status'
  values: readonly Value[]
  text: (value: Value) => string
}) {
  const t = useText()
  const [search, set] = useFilters()
  return (
    <NativeSelect
      aria-label={t(`filter.${name}`)}
      value={search[name] ?? ''}
      onChange={(event) => set({ [name]: event.currentTarget.value || undefined })}
      data={[
        { value: '', label: t(`filter.${name}`) },
        ...values.map((value) => ({ value, label: text(value) })),
      ]}
    />
  )
}

function Field({ name }: { name: (typeof MORE)[number] }) {
  const t = useText()
  const [search, set] = useFilters()
  const [typed, setTyped] = useState<string | null>(null)
  const apply = useDebouncedCallback((value: string) => {
    set({ [name]: value.trim() || undefined })
    setTyped(null)
  }, 400)
  const change = (value: string) => {
    setTyped(value)
    apply(value)
  }
  return (
    <TextInput
      label={t(`filter.${name}`)}
      type={name === 'from' || name === 'to' ? 'date' : 'text'}
      value={typed ?? search[name] ?? ''}
      onChange={(event) => change(event.currentTarget.value)}
    />
  )
}

function Linked({ search, set }: { search: Search; set: (patch: Record<string, undefined>) => void }) {
  const t = useText()
  const names = LINKED.filter((name) => search[name])
  if (names.length === 0) return null
  return (
    <Group gap="xs" mb="md">
      {names.map((name) => (
        <Chip key={name} checked onChange={() => set({ [name]: undefined })}>
          {t(`filter.${name}`)}
          {name.endsWith('_id') ? '' : `: ${search[name]}`}
        </Chip>
      ))}
    </Group>
  )
}
