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
import {
  CategoryFields,
  type CategoryValues,
  categoryInput,
  categoryValues,
  useCategoryForm,
} from './category-fields.tsx'
import { useText } from './text.ts'

type Category = Admin['Category']

export default function CategoryPage() {
  const t = useText()
  const { id: storeId, slug, admin } = useStore()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const query = useQuery({
    queryKey: [storeId, 'categories', 'one', id],
    queryFn: () =>
      dataOf(admin.GET('/admin/v1/categories/{category_id}', { params: { path: { category_id: id } } })),
  })
  return (
    <>
      <PageHeader
        title={query.data?.name ?? '…'}
        back={{ to: `/stores/${slug}/categories`, label: t('categories.title') }}
      >
        {query.data && <Actions category={query.data} />}
      </PageHeader>
      {query.data === undefined && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading />}
      {query.data && <Form key={id} category={query.data} />}
    </>
  )
}

function Form({ category }: { category: Category }) {
  const common = useCommon()
  const { id, admin, can } = useStore()
  const client = useQueryClient()
  const form = useCategoryForm(() => categoryValues(category))
  const save = async (values: CategoryValues) => {
    const saved = await dataOf(
      admin.PATCH('/admin/v1/categories/{category_id}', {
        params: { path: { category_id: category.id } },
        body: categoryInput(values),
      }),
    )
    client.setQueryData([id, 'categories', 'one', category.id], saved)
    tell(common('saved'))
    await client.invalidateQueries({ queryKey: [id, 'categories'] })
  }
  return (
    <FormPage form={form} onSave={save}>
      <fieldset disabled={!can('products:write')} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
        <CategoryFields form={form} id={category.id} />
      </fieldset>
    </FormPage>
  )
}

function Actions({ category }: { category: Category }) {
  const t = useText()
  const common = useCommon()
  const { id, slug, admin, can } = useStore()
  const client = useQueryClient()
  const navigate = useNavigate()
  const remove = async () => {
    await dataOf(
      admin.DELETE('/admin/v1/categories/{category_id}', {
        params: { path: { category_id: category.id } },
      }),
    )
    tell(t('deleted', { name: category.name }))
    await navigate({ to: `/stores/${slug}/categories` })
    client.removeQueries({ queryKey: [id, 'categories', 'one', category.id] })
    await client.invalidateQueries({ queryKey: [id, 'categories'] })
  }
  return (
    <>
      <ButtonLink
        variant="default"
        to={`/stores/${slug}/products`}
        search={{ category: category.id } as never}
      >
        {t('products')}
      </ButtonLink>
      {can('products:write') && (
        <ConfirmButton
          label={common('delete')}
          title={t('deleteTitle', { name: category.name })}
          onConfirm={remove}
        >
          {t('categories.deleteText')}
        </ConfirmButton>
      )}
    </>
  )
}
