// What there is of each variant at each location.
import { Button, Group, Select, Skeleton, Switch, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { type ReactNode, useEffect, useState } from 'react'
import { type Admin, dataOf } from '../../../api/client.ts'
import { type List, useList } from '../../../api/lists.ts'
import { useFilters } from '../../../api/search.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { type Column, DataTable, Empty } from '../../../parts/data-table.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { StatusBadge } from '../../../parts/status-badge.tsx'
import { AdjustDialog, useLocations } from '../adjust.tsx'
import { fullName, useNamedVariants } from '../variant-names.ts'
import { useText } from './text.ts'

type Level = Admin['StockLevel']

export default function Levels() {
  const t = useText()
  const { id, slug, admin, can } = useStore()
  const [{ sku, location, low }, set] = useFilters()
  const filters = {
    ...(sku ? { sku } : {}),
    ...(location ? { location_id: location } : {}),
    ...(low === 'true' ? { low } : {}),
  } as { sku?: string; location_id?: string; low?: 'true' }
  const list = useList<Level>([id, 'levels', 'list', filters], (cursor) =>
    dataOf(admin.GET('/admin/v1/inventory/levels', { params: { query: { ...filters, limit: 25, cursor } } })),
  )
  const isFiltered = Object.keys(filters).length > 0
  return (
    <>
      <PageHeader title={t('levels.title')} text={t('levels.text')}>
        {(['movements', 'transfers', 'counts'] as const).map((page) => (
          <ButtonLink key={page} variant="default" to={`/stores/${slug}/stock/${page}`}>
            {t(`${page}.title`)}
          </ButtonLink>
        ))}
      </PageHeader>
      {(isFiltered || list.rows.length > 0) && <Filters />}
      <Rows
        list={list}
        empty={
          isFiltered ? (
            <Empty text={t('levels.noneFound')}>
              <Button
                variant="default"
                onClick={() => set({ sku: undefined, location: undefined, low: undefined })}
              >
                {t('levels.clear')}
              </Button>
            </Empty>
          ) : (
            <Empty title={t('levels.none')} text={t('levels.noneText')}>
              {can('products:write') && (
                <ButtonLink to={`/stores/${slug}/products/new`}>{t('levels.addProduct')}</ButtonLink>
              )}
            </Empty>
          )
        }
      />
    </>
  )
}

function Filters() {
  const t = useText()
  const [{ sku = '', location, low }, set] = useFilters()
  const locations = useLocations().data?.data ?? []
  const [typed, setTyped] = useState(sku)
  const follow = useDebouncedCallback((value: string) => set({ sku: value.trim() || undefined }), 300)
  useEffect(() => setTyped((now) => (now.trim() === sku ? now : sku)), [sku])
  return (
    <Group align="flex-end" mb="md" role="search">
      <TextInput
        type="search"
        label={t('levels.sku')}
        dir="ltr"
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          follow(event.currentTarget.value)
        }}
      />
      {locations.length > 1 && (
        <Select
          label={t('location.one')}
          placeholder={t('levels.all')}
          clearable
          clearButtonProps={{ 'aria-label': t('levels.clearOne') }}
          data={locations.map(({ id, name }) => ({ value: id, label: name }))}
          value={location ?? null}
          onChange={(value) => set({ location: value ?? undefined })}
        />
      )}
      <Switch
        label={t('levels.low')}
        mb={8}
        checked={low === 'true'}
        onChange={(event) => set({ low: event.currentTarget.checked ? 'true' : undefined })}
      />
    </Group>
  )
}

function Rows({ list, empty }: { list: List<Level>; empty: ReactNode }) {
  const t = useText()
  const format = useFormat()
  const { slug, can } = useStore()
  const [adjusted, setAdjusted] = useState<Level | null>(null)
  const named = useNamedVariants(list.rows.map(({ variant_id }) => variant_id))
  const nameOf = (variantId: string) => {
    const variant = named.get(variantId)
    return variant && fullName(variant)
  }
  const locations = new Map((useLocations().data?.data ?? []).map(({ id, name }) => [id, name]))
  const label = (level: Level) => nameOf(level.variant_id) ?? level.sku ?? '…'
  const number = (key: 'on_hand' | 'reserved'): Column<Level> => ({
    key,
    label: t(`levels.${key}`),
    align: 'end',
    cell: (level) => format.number(level[key]),
  })
  const columns: Column<Level>[] = [
    {
      key: 'variant',
      label: t('levels.variant'),
      cell: (level) =>
        nameOf(level.variant_id) ??
        (can('products:read') ? <Skeleton component="span" h={16} w={140} display="block" /> : label(level)),
    },
    { key: 'sku', label: t('levels.sku'), cell: ({ sku }) => <span dir="ltr">{sku ?? '–'}</span> },
    { key: 'at', label: t('location.one'), cell: ({ location_id }) => locations.get(location_id) ?? '–' },
    number('on_hand'),
    number('reserved'),
    {
      key: 'available',
      label: t('levels.available'),
      align: 'end',
      cell: (level) => <Available level={level} />,
    },
  ]
  if (can('inventory:write'))
    columns.push({
      key: 'adjust',
      label: t('levels.adjust'),
      align: 'end',
      cell: (level) => (
        <Button
          size="compact-sm"
          variant="default"
          style={{ position: 'relative', zIndex: 1 }}
          onClick={() => setAdjusted(level)}
          aria-label={t('levels.adjustOf', { name: label(level) })}
        >
          {t('levels.adjust')}
        </Button>
      ),
    })
  return (
    <>
      <DataTable
        list={list}
        label={t('levels.title')}
        rowKey={({ id }) => id}
        {...(can('products:read')
          ? { link: ({ product_id }: Level) => `/stores/${slug}/products/${product_id}` }
          : {})}
        columns={columns}
        empty={empty}
      />
      {adjusted !== null && (
        <AdjustDialog
          variantId={adjusted.variant_id}
          locationId={adjusted.location_id}
          name={label(adjusted)}
          onClose={() => setAdjusted(null)}
        />
      )}
    </>
  )
}

function Available({ level }: { level: Level }) {
  const t = useText()
  const format = useFormat()
  if (!level.tracked) return t('levels.untracked')
  if (!level.low) return format.number(level.available)
  return (
    <Group gap="xs" justify="flex-end" component="span" display="inline-flex">
      <StatusBadge tone={level.available <= 0 ? 'bad' : 'waiting'}>
        {t(level.available <= 0 ? 'levels.out' : 'levels.isLow')}
      </StatusBadge>
      {format.number(level.available)}
    </Group>
  )
}
