// One product: its fields, its status, and what else can be done with it.
import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useFormat } from '../../../i18n/format.ts'
import { Section } from '../../../parts/form-page.tsx'
import { Loading } from '../../../parts/placeholder.tsx'
import { DeleteButton, type RecordKeys, RecordPage, useSaved } from '../../../parts/record.tsx'
import { useUndoable } from '../../../parts/undoable.ts'
import { useCurrencies } from '../choices.ts'
import { ShopLink } from '../shop-link.tsx'
import { ProductCollections } from './product-collections.tsx'
import { ProductFields, useProductForm } from './product-form.tsx'
import { ProductStatus, STATUSES, type Status } from './product-parts.tsx'
import { useText } from './text.ts'
import { inputOf, type ProductForm, type ProductValues, valuesOf } from './values.ts'

type Product = Admin['Product']

const paramsOf = (id: string) => ({ path: { product_id: id } })
const keysOf = (id: string): RecordKeys => ({ one: ['product', id], lists: ['products'] })

export default function ProductPage() {
  const t = useText()
  const { id: storeId, slug, admin } = useStore()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const { currencies, isLoading } = useCurrencies()
  const query = useQuery({
    queryKey: [storeId, ...keysOf(id).one],
    queryFn: () => dataOf(admin.GET('/admin/v1/products/{product_id}', { params: paramsOf(id) })),
  })
  return (
    <RecordPage
      query={query}
      title={({ title }) => title}
      badge={({ status }) => <ProductStatus status={status} />}
      back={{ to: `/stores/${slug}/products`, label: t('list.title') }}
      actions={(product) => <Actions product={product} />}
    >
      {(product) =>
        isLoading ? <Loading /> : <Form key={product.id} product={product} currencies={currencies} />
      }
    </RecordPage>
  )
}

function Form({ product, currencies }: { product: Product; currencies: readonly string[] }) {
  const { id, admin, can } = useStore()
  const client = useQueryClient()
  const told = useSaved(keysOf(product.id))
  const form = useProductForm(() => valuesOf(product, currencies))
  useStockOf(form, product)
  const save = async (values: ProductValues) => {
    const { status: _, ...body } = inputOf(values)
    const params = paramsOf(product.id)
    const saved = await dataOf(admin.PATCH('/admin/v1/products/{product_id}', { params, body }))
    // New variants have ids now. What was typed since stays, and is matched by the options when it is saved.
    if (JSON.stringify(form.getValues()) === JSON.stringify(values)) {
      const now = valuesOf(saved, currencies)
      form.setInitialValues(now)
      form.setValues(now)
      form.resetDirty(now)
    }
    await told(saved)
    // Those with conditions may have taken it in, or let it go.
    await client.invalidateQueries({ queryKey: [id, 'collections', 'of', product.id] })
  }
  return (
    <ProductFields
      form={form}
      onSave={save}
      mayWrite={can('products:write')}
      side={
        <>
          <State product={product} />
          <ProductCollections productId={product.id} />
        </>
      }
    />
  )
}

/** Stock changes by itself and by adjustments: it is shown as it is now, and is no change of the form's. */
function useStockOf(form: ProductForm, product: Product): void {
  const held = useRef(form)
  held.current = form
  useEffect(() => {
    const stock = new Map(product.variants.map(({ id, inventory_quantity }) => [id, inventory_quantity]))
    const refreshed = (values: ProductValues): ProductValues => ({
      ...values,
      variants: values.variants.map((variant) => ({
        ...variant,
        inventory_quantity: stock.get(variant.id ?? '') ?? variant.inventory_quantity,
      })),
    })
    const initial = refreshed(held.current.getInitialValues())
    held.current.setInitialValues(initial)
    held.current.resetDirty(initial)
    held.current.setValues(refreshed(held.current.getValues()))
  }, [product])
}

function State({ product }: { product: Product }) {
  const t = useText()
  const format = useFormat()
  const { can } = useStore()
  const setStatus = useStatus(product)
  return (
    <Section title={t('filter.status')}>
      <Stack gap="sm">
        <Text size="sm">{t(`status.${product.status}Text`)}</Text>
        {can('products:write') && (
          <Group gap="xs">
            {STATUSES.filter((status) => status !== product.status).map((status) => (
              <Button key={status} size="xs" variant="default" onClick={() => void setStatus(status)}>
                {t(`bulk.to.${status}`)}
              </Button>
            ))}
          </Group>
        )}
        <Text size="xs" c="dimmed">
          {t('product.dates', {
            created: format.date(product.created_at),
            updated: format.dateTime(product.updated_at),
          })}
        </Text>
      </Stack>
    </Section>
  )
}

function useStatus(product: Product): (status: Status) => Promise<void> {
  const t = useText()
  const { id, admin } = useStore()
  const client = useQueryClient()
  const undoable = useUndoable()
  const write = async (status: Status) => {
    const params = paramsOf(product.id)
    await dataOf(admin.PATCH('/admin/v1/products/{product_id}', { params, body: { status } }))
    await client.invalidateQueries({ queryKey: [id, 'products'] })
  }
  return (status) =>
    undoable({
      key: [id, ...keysOf(product.id).one],
      apply: (data) => ({ ...(data as Product), status }),
      write: () => write(status),
      done: t(`product.now.${status}`),
      undo: () => write(product.status),
    })
}

function Actions({ product: { id, title, handle, status } }: { product: Product }) {
  const t = useText()
  const { slug, admin, can } = useStore()
  return (
    <>
      {status === 'active' && (
        <ShopLink path={`/products/${encodeURIComponent(handle)}`}>{t('product.inShop')}</ShopLink>
      )}
      {can('products:write') && (
        <DeleteButton
          title={t('product.deleteTitle', { title })}
          remove={() => dataOf(admin.DELETE('/admin/v1/products/{product_id}', { params: paramsOf(id) }))}
          done={t('product.deleted', { title })}
          keys={keysOf(id)}
          to={`/stores/${slug}/products`}
        >
          {t('product.deleteText')}
        </DeleteButton>
      )}
    </>
  )
}
