import { Group, NativeSelect, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { dataOf } from '../../../api/client.ts'
import { type List, useList } from '../../../api/lists.ts'
import { useFilters } from '../../../api/search.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { DataTable, Empty } from '../../../parts/data-table.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { SearchField } from '../../../parts/search-field.tsx'
import { StatusBadge } from '../../../parts/status-badge.tsx'
import { type Customer, nameOf, useGroups } from './customer-data.ts'
import { useText } from './text.ts'

export default function Customers() {
  const t = useText()
  const { id, slug, admin, can } = useStore()
  const [{ term, customer_group_id, tag }, set] = useFilters()
  const groups = useGroups()
  const query = {
    ...(term && { term }),
    ...(customer_group_id && { customer_group_id }),
    ...(tag && { tag }),
  }
  const list = useList<Customer>([id, 'customers', query], (cursor) =>
    dataOf(admin.GET('/admin/v1/customers', { params: { query: { ...query, limit: 50, cursor } } })),
  )
  const add = can('customers:write') && (
    <ButtonLink to={`/stores/${slug}/customers/new`} leftSection={<IconPlus size={16} aria-hidden />}>
      {t('new')}
    </ButtonLink>
  )
  return (
    <>
      <PageHeader title={t('title')}>{add}</PageHeader>
      <Group gap="xs" mb="sm">
        <SearchField label={t('search')} value={term} onChange={(term) => set({ term })} />
        <TagField value={tag} onChange={(tag) => set({ tag })} />
        {groups.length > 0 && (
          <NativeSelect
            aria-label={t('group')}
            value={customer_group_id ?? ''}
            onChange={(event) => set({ customer_group_id: event.currentTarget.value || undefined })}
            data={[
              { value: '', label: t('anyGroup') },
              ...groups.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
      </Group>
      <CustomerTable
        list={list}
        empty={
          Object.keys(query).length > 0 ? (
            <Empty title={t('noneFound')} text={t('noneFoundText')}>
              <ButtonLink to="." search={{} as never} variant="default">
                {t('showAll')}
              </ButtonLink>
            </Empty>
          ) : (
            <Empty title={t('none')} text={t('noneText')}>
              {add}
            </Empty>
          )
        }
      />
    </>
  )
}

function TagField({ value, onChange }: { value: string | undefined; onChange: (tag?: string) => void }) {
  const t = useText()
  const [typed, setTyped] = useState(value ?? '')
  const apply = useDebouncedCallback((text: string) => onChange(text.trim() || undefined), 400)
  const change = (text: string) => {
    setTyped(text)
    apply(text)
  }
  return (
    <TextInput
      aria-label={t('tag')}
      placeholder={t('tag')}
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
      w={140}
    />
  )
}

/** Customers as a table, here and in their groups. */
export function CustomerTable({ list, empty }: { list: List<Customer>; empty: ReactNode }) {
  const t = useText()
  const format = useFormat()
  const { slug } = useStore()
  return (
    <DataTable
      list={list}
      label={t('title')}
      rowKey={({ id }) => id}
      link={({ id }) => `/stores/${slug}/customers/${id}`}
      empty={empty}
      columns={[
        { key: 'name', label: t('name'), cell: nameOf },
        {
          key: 'email',
          label: t('email'),
          cell: ({ email }) => (
            <Text size="sm" dir="ltr" ta="start" style={{ overflowWrap: 'anywhere' }}>
              {email}
            </Text>
          ),
        },
        { key: 'status', label: t('state'), cell: ({ status }) => <CustomerBadge status={status} /> },
        {
          key: 'orders',
          label: t('orders'),
          align: 'end',
          cell: ({ order_count }) => format.number(order_count),
        },
        {
          key: 'spent',
          label: t('spent'),
          align: 'end',
          cell: ({ total_spent }) => total_spent.map(format.money).join(', ') || '–',
        },
      ]}
    />
  )
}

const TONES = { invited: 'waiting', active: 'good', disabled: 'bad' } as const

export function CustomerBadge({ status }: { status: Customer['status'] }) {
  const t = useText()
  return <StatusBadge tone={TONES[status]}>{t(`status.${status}`)}</StatusBadge>
}
