import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type Admin, dataOf } from '../../../api/client.ts'
import { useStore } from '../../../api/session.ts'
import { useCommon } from '../../../i18n/common.ts'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { FormPage } from '../../../parts/form-page.tsx'
import { ButtonLink } from '../../../parts/links.tsx'
import { ProblemAlert, tell } from '../../../parts/notices.tsx'
import { PageHeader } from '../../../parts/page-header.tsx'
import { Loading } from '../../../parts/placeholder.tsx'
import { BrandFields, type BrandValues, brandInput, brandValues, useBrandForm } from './brand-fields.tsx'
import { useText } from './text.ts'

type Brand = Admin['Brand']

export default function BrandPage() {
  const t = useText()
  const { id: storeId, slug, admin } = useStore()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const query = useQuery({
    queryKey: [storeId, 'brands', 'one', id],
    queryFn: () => dataOf(admin.GET('/admin/v1/brands/{brand_id}', { params: { path: { brand_id: id } } })),
  })
  return (
    <>
      <PageHeader
        title={query.data?.name ?? '…'}
        back={{ to: `/stores/${slug}/brands`, label: t('brands.title') }}
      >
        {query.data && <Actions brand={query.data} />}
      </PageHeader>
      {query.data === undefined && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading />}
      {query.data && <Form key={id} brand={query.data} />}
    </>
  )
}

function Form({ brand }: { brand: Brand }) {
  const common = useCommon()
  const { id, admin, can } = useStore()
  const client = useQueryClient()
  const form = useBrandForm(() => brandValues(brand))
  const save = async (values: BrandValues) => {
    const saved = await dataOf(
      admin.PATCH('/admin/v1/brands/{brand_id}', {
        params: { path: { brand_id: brand.id } },
        body: brandInput(values),
      }),
    )
    client.setQueryData([id, 'brands', 'one', brand.id], saved)
    tell(common('saved'))
    await client.invalidateQueries({ queryKey: [id, 'brands'] })
  }
  return (
    <FormPage form={form} onSave={save}>
      <fieldset disabled={!can('products:write')} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
        <BrandFields form={form} />
      </fieldset>
    </FormPage>
  )
}

function Actions({ brand }: { brand: Brand }) {
  const t = useText()
  const common = useCommon()
  const { id, slug, admin, can } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const remove = async () => {
    await dataOf(
      admin.DELETE('/admin/v1/brands/{brand_id}', {
        params: { path: { brand_id: brand.id } },
      }),
    )
    tell(t('deleted', { name: brand.name }))
    await navigate({ to: `/stores/${slug}/brands` })
    client.removeQueries({ queryKey: [id, 'brands', 'one', brand.id] })
    await client.invalidateQueries({ queryKey: [id, 'brands'] })
  }
  return (
    <>
      <ButtonLink variant="default" to={`/stores/${slug}/products`} search={{ brand: brand.id } as never}>
        {t('products')}
      </ButtonLink>
      {can('products:write') && (
        <ConfirmButton
          label={common('delete')}
          title={t('deleteTitle', { name: brand.name })}
          onConfirm={remove}
        >
          {t('brands.deleteText')}
        </ConfirmButton>
      )}
    </>
  )
}
