import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { Loading } from '../../../parts/placeholder.tsx'
import { useCurrencies } from '../choices.ts'
import { ProductFields, useProductForm } from './product-form.tsx'
import { useText } from './text.ts'
import { inputOf, newProduct, type ProductValues } from './values.ts'

export default function NewProduct() {
  const t = useText()
  const { slug } = useStore()
  const { currencies, isLoading } = useCurrencies()
  return (
    <>
      <PageHeader title={t('new.title')} back={{ to: `/stores/${slug}/products`, label: t('list.title') }} />
      {isLoading ? <Loading /> : <Form currencies={currencies} />}
    </>
  )
}

function Form({ currencies }: { currencies: readonly string[] }) {
  const t = useText()
  const { id, slug, admin } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const form = useProductForm(() => newProduct(currencies), true)
  const create = async (values: ProductValues) => {
    const product = await dataOf(admin.POST('/admin/v1/products', { body: inputOf(values) }))
    client.setQueryData([id, 'product', product.id], product)
    tell(t('new.done', { title: product.title }))
    for (const key of ['products', 'start']) await client.invalidateQueries({ queryKey: [id, key] })
    await navigate({ to: `/stores/${slug}/products/${product.id}` })
  }
  return <ProductFields form={form} onSave={create} isNew />
}
