// The products: found by filters, edited one by one or many at once.
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { type Admin, dataOf } from '../../../api/client.ts'
import { download } from '../../../api/download.ts'
import { useList } from '../../../api/lists.ts'
import { useFilters } from '../../../api/search.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { type Column, DataTable, Empty } from '../../../parts/data-table.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { useTellProblem } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { useBrandChoices, useCurrencies } from '../choices.ts'
import { BulkBar } from './bulk-bar.tsx'
import { filtersOf, ProductFilters } from './filters.tsx'
import { Pictured, PriceRange, ProductStatus, StockSum } from './product-parts.tsx'
import { useText } from './text.ts'

type Product = Admin['Product']

export default function Products() {
  const t = useText()
  const { id, slug, admin, can } = useStore()
  const [search, set] = useFilters()
  const filters = filtersOf(search)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const list = useList<Product>([id, 'products', filters], (cursor) =>
    dataOf(admin.GET('/admin/v1/products', { params: { query: { ...filters, limit: 50, cursor } } })),
  )
  const isFiltered = Object.keys(filters).length > 0
  // What is no longer shown is not edited.
  const shown = list.rows.filter((product) => selected.has(product.id))
  return (
    <>
      <PageHeader title={t('list.title')}>
        <Actions />
      </PageHeader>
      {(isFiltered || list.rows.length > 0) && <ProductFilters />}
      {shown.length > 0 && <BulkBar products={shown} onDone={() => setSelected(new Set())} />}
      <DataTable
        list={list}
        label={t('list.title')}
        rowKey={({ id }) => id}
        rowLabel={({ title }) => title}
        link={({ id }) => `/stores/${slug}/products/${id}`}
        columns={useColumns()}
        {...(can('products:write') ? { selection: { selected, onChange: setSelected } } : {})}
        empty={
          isFiltered ? (
            <Empty text={t('list.noneFound')}>
              <Button
                variant="default"
                onClick={() => set(Object.fromEntries(Object.keys(filters).map((name) => [name, undefined])))}
              >
                {t('filter.clear')}
              </Button>
            </Empty>
          ) : (
            <First />
          )
        }
      />
    </>
  )
}

function useColumns(): Column<Product>[] {
  const t = useText()
  const format = useFormat()
  const { currencies } = useCurrencies()
  const brands = new Map(useBrandChoices().map(({ value, label }) => [value, label]))
  return [
    {
      key: 'title',
      label: t('list.product'),
      cell: (product) => <Pictured url={product.images[0]?.url}>{product.title}</Pictured>,
    },
    { key: 'status', label: t('filter.status'), cell: ({ status }) => <ProductStatus status={status} /> },
    { key: 'stock', label: t('list.stock'), cell: (product) => <StockSum product={product} /> },
    {
      key: 'price',
      label: t('list.price'),
      align: 'end',
      cell: (product) => <PriceRange product={product} currencies={currencies} />,
    },
    {
      key: 'brand',
      label: t('filter.brand'),
      cell: ({ brand_id, vendor }) => (brand_id === null ? vendor : brands.get(brand_id)) || '–',
    },
    { key: 'updated', label: t('list.updated'), cell: ({ updated_at }) => format.ago(updated_at) },
  ]
}

function Actions() {
  const t = useText()
  const { id, slug, can } = useStore()
  const tellProblem = useTellProblem()
  const [isBusy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      await download('/admin/v1/products/export', 'products.csv', id)
    } catch (error) {
      tellProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Button variant="default" loading={isBusy} onClick={() => void save()}>
        {t('list.export')}
      </Button>
      {can('products:write') && (
        <>
          <ButtonLink variant="default" to={`/stores/${slug}/products/imports`}>
            {t('list.import')}
          </ButtonLink>
          <ButtonLink to={`/stores/${slug}/products/new`} leftSection={<IconPlus size={16} aria-hidden />}>
            {t('list.new')}
          </ButtonLink>
        </>
      )}
    </>
  )
}

function First() {
  const t = useText()
  const { slug, can } = useStore()
  if (!can('products:write')) return <Empty text={t('list.none')} />
  return (
    <Empty title={t('list.none')} text={t('list.noneText')}>
      <ButtonLink to={`/stores/${slug}/products/new`}>{t('list.first')}</ButtonLink>
      <ButtonLink variant="default" to={`/stores/${slug}/products/imports`}>
        {t('list.import')}
      </ButtonLink>
    </Empty>
  )
}
