// One product: its fields, its status, and what else can be done with it.
import { Button, Group, Stack, Text } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { useFormat } from '../../../i18n/format.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { Section } from '../../../parts/form-page.tsx'
import { ProblemAlert, tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { Loading } from '../../../parts/placeholder.tsx'
import { useUndoable } from '../../../parts/undoable.ts'
import { useCurrencies, useShopUrl } from '../choices.ts'
import { ProductFields, useProductForm } from './product-form.tsx'
import { ProductStatus, STATUSES, type Status } from './product-parts.tsx'
import { useText } from './text.ts'
import { inputOf, type ProductForm, type ProductValues, valuesOf } from './values.ts'

type Product = Admin['Product']

export default function ProductPage() {
  const t = useText()
  const { id: storeId, slug, admin } = useStore()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const { currencies, isLoading } = useCurrencies()
  const query = useQuery({
    queryKey: [storeId, 'product', id],
    queryFn: () =>
      dataOf(admin.GET('/admin/v1/products/{product_id}', { params: { path: { product_id: id } } })),
  })
  const product = query.data
  return (
    <>
      <PageHeader
        title={product?.title ?? '…'}
        badge={product && <ProductStatus status={product.status} />}
        back={{ to: `/stores/${slug}/products`, label: t('list.title') }}
      >
        {product && <Actions product={product} />}
      </PageHeader>
      {product === undefined && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {(query.isPending || isLoading) && <Loading />}
      {product && !isLoading && <Form key={product.id} product={product} currencies={currencies} />}
    </>
  )
}

function Form({ product, currencies }: { product: Product; currencies: readonly string[] }) {
  const common = useCommon()
  const { id, admin, can } = useStore()
  const client = useQueryClient()
  const form = useProductForm(() => valuesOf(product, currencies))
  useStockOf(form, product)
  const save = async (values: ProductValues) => {
    const { status: _, ...body } = inputOf(values)
    const saved = await dataOf(
      admin.PATCH('/admin/v1/products/{product_id}', {
        params: { path: { product_id: product.id } },
        body,
      }),
    )
    // New variants have ids now. What was typed since stays, and is matched by the options when it is saved.
    if (JSON.stringify(form.getValues()) === JSON.stringify(values)) {
      const now = valuesOf(saved, currencies)
      form.setInitialValues(now)
      form.setValues(now)
      form.resetDirty(now)
    }
    client.setQueryData([id, 'product', product.id], saved)
    tell(common('saved'))
    await client.invalidateQueries({ queryKey: [id, 'products'] })
  }
  return (
    <ProductFields
      form={form}
      onSave={save}
      mayWrite={can('products:write')}
      side={<State product={product} />}
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
    await dataOf(
      admin.PATCH('/admin/v1/products/{product_id}', {
        params: { path: { product_id: product.id } },
        body: { status },
      }),
    )
    await client.invalidateQueries({ queryKey: [id, 'products'] })
  }
  return (status) =>
    undoable({
      key: [id, 'product', product.id],
      apply: (data) => ({ ...(data as Product), status }),
      write: () => write(status),
      done: t(`product.now.${status}`),
      undo: () => write(product.status),
    })
}

function Actions({ product }: { product: Product }) {
  const t = useText()
  const common = useCommon()
  const { id, slug, admin, can } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const address = useShopUrl()(`/products/${encodeURIComponent(product.handle)}`)
  const remove = async () => {
    await dataOf(
      admin.DELETE('/admin/v1/products/{product_id}', { params: { path: { product_id: product.id } } }),
    )
    tell(t('product.deleted', { title: product.title }))
    await navigate({ to: `/stores/${slug}/products` })
    client.removeQueries({ queryKey: [id, 'product', product.id] })
    await client.invalidateQueries({ queryKey: [id, 'products'] })
  }
  return (
    <>
      {product.status === 'active' && address !== undefined && (
        <Button
          component="a"
          href={address}
          target="_blank"
          rel="noreferrer"
          variant="default"
          rightSection={<IconExternalLink size={16} aria-hidden />}
        >
          {t('product.inShop')}
        </Button>
      )}
      {can('products:write') && (
        <ConfirmButton
          label={common('delete')}
          title={t('product.deleteTitle', { title: product.title })}
          onConfirm={remove}
        >
          {t('product.deleteText')}
        </ConfirmButton>
      )}
    </>
  )
}
