import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { FormPage } from '../../../parts/form-page.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { DeleteButton, type RecordKeys, RecordPage, useSaved } from '../../../parts/record.tsx'
import { BrandFields, type BrandValues, brandInput, brandValues, useBrandForm } from './brand-fields.tsx'
import { useText } from './text.ts'

type Brand = Admin['Brand']

const paramsOf = (id: string) => ({ path: { brand_id: id } })
const keysOf = (id: string): RecordKeys => ({ one: ['brands', 'one', id], lists: ['brands'] })

export default function BrandPage() {
  const t = useText()
  const { id: storeId, slug, admin } = useStore()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const query = useQuery({
    queryKey: [storeId, ...keysOf(id).one],
    queryFn: () => dataOf(admin.GET('/admin/v1/brands/{brand_id}', { params: paramsOf(id) })),
  })
  return (
    <RecordPage
      query={query}
      title={({ name }) => name}
      back={{ to: `/stores/${slug}/brands`, label: t('brands.title') }}
      actions={(brand) => <Actions brand={brand} />}
    >
      {(brand) => <Form key={id} brand={brand} />}
    </RecordPage>
  )
}

function Form({ brand }: { brand: Brand }) {
  const { admin, can } = useStore()
  const form = useBrandForm(() => brandValues(brand))
  const saved = useSaved(keysOf(brand.id))
  const save = async (values: BrandValues) => {
    const [params, body] = [paramsOf(brand.id), brandInput(values)]
    await saved(await dataOf(admin.PATCH('/admin/v1/brands/{brand_id}', { params, body })))
  }
  return (
    <FormPage form={form} onSave={save} mayWrite={can('products:write')}>
      <BrandFields form={form} />
    </FormPage>
  )
}

function Actions({ brand: { id, name } }: { brand: Brand }) {
  const t = useText()
  const { slug, admin, can } = useStore()
  return (
    <>
      <ButtonLink variant="default" to={`/stores/${slug}/products`} search={{ brand: id } as never}>
        {t('products')}
      </ButtonLink>
      {can('products:write') && (
        <DeleteButton
          title={t('deleteTitle', { name })}
          remove={() => dataOf(admin.DELETE('/admin/v1/brands/{brand_id}', { params: paramsOf(id) }))}
          done={t('deleted', { name })}
          keys={keysOf(id)}
          to={`/stores/${slug}/brands`}
        >
          {t('brands.deleteText')}
        </DeleteButton>
      )}
    </>
  )
}
