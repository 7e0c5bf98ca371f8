import { CloseButton, Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { dataOf, type Platform, platform } from '../../api/client.ts'
import { useList } from '../../api/lists.ts'
import { useFilters } from '../../api/search.ts'
import { useCommon } from '../../i18n/common.ts'
import { useFormat } from '../../i18n/format.ts'
import { DataTable, Empty } from '../../parts/data-table.tsx'
import { PageHeader } from '../../parts/page-header.tsx'
import { plansQuery, shardsQuery } from './queries.ts'
import { TenantStatus } from './tenant-status.tsx'
import { useText } from './text.ts'

type Tenant = Platform['ListedTenant']
type Query = NonNullable<PlatformApi.Paths['/platform/v1/tenants']['get']['parameters']['query']>

const STATUSES = ['active', 'suspended', 'cancelled'] as const
const SORTS = ['-created_at', 'created_at', 'name', '-name'] as const
const TYPED_MS = 300

export default function Tenants() {
  const t = useText()
  const format = useFormat()
  const [filters] = useFilters()
  const { q, status, plan, shard, sort } = filters
  const query = { q, status, plan, shard, sort } as Query
  const list = useList<Tenant>(['platform', 'tenants', query], (cursor) =>
    dataOf(platform.GET('/platform/v1/tenants', { params: { query: { ...query, limit: 50, cursor } } })),
  )
  return (
    <>
      <PageHeader title={t('tenants.title')} />
      <Filters />
      <DataTable
        list={list}
        label={t('tenants.title')}
        rowKey={({ id }) => id}
        link={({ id }) => `/platform/tenants/${id}`}
        columns={[
          { key: 'name', label: t('tenants.name'), cell: ({ name }) => name },
          { key: 'slug', label: t('tenants.address'), cell: ({ slug }) => slug },
          { key: 'owner', label: t('tenants.owner'), cell: ({ owner }) => owner?.email ?? '–' },
          {
            key: 'status',
            label: t('tenants.status'),
            cell: ({ status }) => <TenantStatus status={status} />,
          },
          { key: 'plan', label: t('tenants.plan'), cell: ({ plan }) => plan },
          { key: 'shard', label: t('tenants.shard'), cell: ({ shard }) => shard },
          { key: 'created', label: t('tenants.opened'), cell: ({ created_at }) => format.date(created_at) },
        ]}
        empty={<Empty text={t('tenants.none')} />}
      />
    </>
  )
}

function Filters() {
  const t = useText()
  const common = useCommon()
  const [filters, setFilters] = useFilters()
  const [typed, setTyped] = useState(filters.q ?? '')
  const search = useDebouncedCallback((q: string) => setFilters({ q: q.trim() }), TYPED_MS)
  const { data: plans } = useQuery(plansQuery)
  const { data: shards } = useQuery(shardsQuery)
  const type = (q: string) => {
    setTyped(q)
    search(q)
  }
  const choice = (name: 'status' | 'plan' | 'shard', data: { value: string; label: string }[]) => (
    <Select
      label={t(`tenants.${name}`)}
      placeholder={t('tenants.any')}
      data={data}
      value={filters[name] ?? null}
      onChange={(value) => setFilters({ [name]: value ?? undefined })}
      clearable
      clearButtonProps={{ 'aria-label': t('tenants.clear') }}
      w={{ base: '100%', xs: 150 }}
    />
  )
  return (
    <Group mb="md" align="flex-end">
      <TextInput
        label={common('search')}
        placeholder={t('tenants.search')}
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          typed !== '' && <CloseButton aria-label={t('tenants.clear')} onClick={() => type('')} />
        }
        style={{ flex: '1 1 16rem' }}
      />
      {choice(
        'status',
        STATUSES.map((value) => ({ value, label: t(`tenants.status.${value}`) })),
      )}
      {choice('plan', plans?.data.map(({ name, title }) => ({ value: name, label: title })) ?? [])}
      {choice('shard', shards?.data.map(({ name }) => ({ value: name, label: name })) ?? [])}
      <Select
        label={t('tenants.sort')}
        data={SORTS.map((value) => ({ value, label: t(`tenants.sort.${value}`) }))}
        value={filters.sort ?? SORTS[0]}
        onChange={(value) => setFilters({ sort: value === SORTS[0] ? undefined : (value ?? undefined) })}
        allowDeselect={false}
        w={{ base: '100%', xs: 170 }}
      />
    </Group>
  )
}
